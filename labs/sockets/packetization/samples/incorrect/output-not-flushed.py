# Incorrect (output-not-flushed): prints each message when it arrives, but never flushes: through a pipe, everything appears at the end.
import re
import socket
import sys


def with_line_ends(data, last):
    """Puts a newline before each T that follows a digit; last is the byte before data."""
    return re.sub(rb"(?<=[0-9])T", b"\nT", last + data)[len(last) :]


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

out = sys.stdout.buffer
last = b""
while data := sock.recv(4096):
    if command != "CMD_floodme":
        data, last = with_line_ends(data, last), data[-1:]
    out.write(data)
if command != "CMD_floodme":
    out.write(b"\n")
sock.close()
