# Incorrect (guesses-end-by-pause): ends the line after 0.1 s of silence, even if the silence was inside a number.
import re
import select
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
    while True:
        silent = not select.select([sock], [], [], 0.1)[0]
        if silent and re.fullmatch(rb"This is PMU data [0-9]+", buffer):
            show(buffer + b"\n")
            buffer = b""
        data = sock.recv(4096)
        if not data:
            break
        buffer += data
        *complete, buffer = re.split(rb"(?<=[0-9])(?=T)", buffer)
        for message in complete:
            show(message + b"\n")
    if buffer:
        show(buffer + b"\n")
sock.close()
