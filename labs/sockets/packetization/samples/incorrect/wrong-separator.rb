# Incorrect (wrong-separator): writes a word before each message, on the same line.
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
  last = "".b
  $stdout.write("Received: ") unless is_text
  until (data = socket.recv(4096)).nil? || data.empty?
    if is_text
      $stdout.write(data)
    else
      lines = (last + data).gsub(/(?<=[0-9])T/n, "\nReceived: T")
      $stdout.write(lines.byteslice(last.bytesize..))
      last = data.byteslice(-1)
    end
  end
  $stdout.write("\n") unless is_text
  socket.close
rescue SystemCallError, SocketError => error
  abort "PDC: #{server} port #{port}: #{error.message}"
end
