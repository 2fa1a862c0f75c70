# Incorrect (address-hard-coded): connects to 127.0.0.1 port 5003 whatever the command line says.
import re
import socket
import sys


def show(data):
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def with_line_ends(data, last):
    """Puts a newline before each T that follows a digit; last is the byte before data."""
    return re.sub(rb"(?<=[0-9])T", b"\nT", last + data)[len(last) :]


if len(sys.argv) != 4:
    print("usage: PDC <server> <port> <command>", file=sys.stderr)
    sys.exit(2)
command = sys.argv[3]

try:
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    sock.connect(("127.0.0.1", 5003))
except OSError as error:
    sys.exit(f"PDC: {error}")
sock.sendall(command.encode())

last = b""
while data := sock.recv(4096):
    if command != "CMD_floodme":
        data, last = with_line_ends(data, last), data[-1:]
    show(data)
if command != "CMD_floodme":
    show(b"\n")
sock.close()
