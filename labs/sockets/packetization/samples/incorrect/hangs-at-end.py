# Incorrect (hangs-at-end): shows everything, but the receiving thread does not tell the other one that it has finished.
import queue
import re
import socket
import sys
import threading


def show(data):
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def with_line_ends(data, last):
    """Puts a newline before each T that follows a digit; last is the byte before data."""
    return re.sub(rb"(?<=[0-9])T", b"\nT", last + data)[len(last) :]


def receive(sock, chunks):
    while data := sock.recv(4096):
        chunks.put(data)


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

chunks = queue.Queue()
threading.Thread(target=receive, args=(sock, chunks), daemon=True).start()
last = b""
while True:
    data = chunks.get()
    if command != "CMD_floodme":
        data, last = with_line_ends(data, last), data[-1:]
    show(data)
