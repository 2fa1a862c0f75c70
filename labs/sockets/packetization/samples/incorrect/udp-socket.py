# Incorrect (udp-socket): sends the command as a datagram.
import socket
import sys


def show(data):
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


if len(sys.argv) != 4:
    print("usage: PDC <server> <port> <command>", file=sys.stderr)
    sys.exit(2)
server, port, command = sys.argv[1:]

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.settimeout(1)
try:
    sock.sendto(command.encode(), (server, int(port)))
    while data := sock.recv(4096):
        show(data)
except OSError as error:
    sys.exit(f"PDC: {server} port {port}: {error}")
