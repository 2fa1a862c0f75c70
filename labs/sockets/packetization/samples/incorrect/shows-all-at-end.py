# Incorrect (shows-all-at-end): collects the whole answer and prints it, correctly, when the server has closed the connection.
import socket
import sys


def show(data):
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


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

answer = b""
while data := sock.recv(4096):
    answer += data
if command != "CMD_floodme":
    answer = answer.replace(b"This is", b"\nThis is").lstrip() + b"\n"
show(answer)
sock.close()
