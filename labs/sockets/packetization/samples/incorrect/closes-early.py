# Incorrect (closes-early): treats half a second of silence as the end, and closes while the server is still sending.
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
server, port, command = sys.argv[1:]

try:
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    sock.connect((server, int(port)))
except OSError as error:
    sys.exit(f"PDC: {server} port {port}: {error}")
sock.sendall(command.encode())

sock.settimeout(0.5)
last = b""
while True:
    try:
        data = sock.recv(4096)
    except socket.timeout:
        break
    if not data:
        break
    if command != "CMD_floodme":
        data, last = with_line_ends(data, last), data[-1:]
    show(data)
if command != "CMD_floodme":
    show(b"\n")
sock.close()
