# Correct: prints lines of its own, which are no messages, on standard output.
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

show(b"PMU data\n")
count = 0
if command == "CMD_floodme":
    while data := sock.recv(4096):
        show(data)
else:
    is_first = True
    while data := sock.recv(4096):
        count += 1
        for byte in data:
            if byte == ord("T") and not is_first:
                show(b"\n")
            is_first = False
            show(bytes([byte]))
    show(b"\n%d\nThis is all\n" % count)
sock.close()
