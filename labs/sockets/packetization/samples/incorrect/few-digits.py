# Incorrect (few-digits): takes at most two digits of a number.
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
        while found := re.match(rb"(This is PMU data [0-9]{2}|This is PMU data [0-9](?=T))[0-9]*(?=T)", buffer):
            show(found.group(1) + b"\n")
            buffer = buffer[found.end() :]
    show(buffer[: len("This is PMU data 00")] + b"\n")
sock.close()
