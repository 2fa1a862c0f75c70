# Incorrect (one-late): shows each message only when the next one begins, because only then its number is known to be complete.
import re
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

if command == "CMD_floodme":
    while data := sock.recv(4096):
        show(data)
else:
    buffer = b""
    while data := sock.recv(4096):
        buffer += data
        *complete, buffer = re.split(rb"(?<=[0-9])(?=T)", buffer)
        for message in complete:
            show(message + b"\n")
    show(buffer + b"\n")
sock.close()
