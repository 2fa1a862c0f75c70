# Incorrect (added-to-pieces): announces each piece of the flood.
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

is_first = True
while data := sock.recv(4096):
    if command != "CMD_floodme":
        for byte in data:
            if byte == ord("T") and not is_first:
                show(b"\n")
            is_first = False
            show(bytes([byte]))
    else:
        show(b"[%d bytes] " % len(data) + data)
show(b"\n")
sock.close()
