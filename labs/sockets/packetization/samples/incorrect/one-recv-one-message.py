# Incorrect (one-recv-one-message): prints what each recv() returns on its own line, as if it were a message.
import socket
import sys

if len(sys.argv) != 4:
    print("usage: PDC <server> <port> <command>", file=sys.stderr)
    sys.exit(2)
server, port, command = sys.argv[1:]

try:
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    sock.connect((server, int(port)))
except OSError as error:
    sys.exit(f"PDC: {server} port {port}: {error}")
sock.sendall(command.encode())

while data := sock.recv(4096):
    sys.stdout.buffer.write(data)
    if command != "CMD_floodme":
        sys.stdout.buffer.write(b"\n")
    sys.stdout.buffer.flush()
sock.close()
