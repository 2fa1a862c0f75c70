# Incorrect (split-message-lost): looks for whole messages in each chunk separately, so a message that was split is damaged or lost.
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

while data := sock.recv(4096):
    if command == "CMD_floodme":
        show(data)
    else:
        for message in re.findall(rb"This is PMU data [0-9]+", data):
            show(message + b"\n")
sock.close()
