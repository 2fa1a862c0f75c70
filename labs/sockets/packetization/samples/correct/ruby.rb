# Correct: passes the bytes on as they arrive; a T after a digit begins a new line.
require "socket"

if ARGV.length != 3
  warn "usage: PDC <server> <port> <command>"
  exit 2
end
server, port, command = ARGV
is_text = command == "CMD_floodme"
$stdout.binmode
$stdout.sync = true

begin
  socket = Addrinfo.getaddrinfo(server, port, :INET, :STREAM).first.connect
  socket.write(command)
  last = "".b # the last byte of the previous chunk
  until (data = socket.recv(65_536)).nil? || data.empty?
    if is_text
      $stdout.write(data)
    else
      joined = last + data
      $stdout.write(joined.gsub(/(?<=[0-9])T/n, "\nT").byteslice(last.bytesize..))
      last = data.byteslice(-1)
    end
  end
  $stdout.write("\n") unless is_text
  socket.close
rescue SystemCallError, SocketError => error
  abort "PDC: #{server} port #{port}: #{error.message}"
end
