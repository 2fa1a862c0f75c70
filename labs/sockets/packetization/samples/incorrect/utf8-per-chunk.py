# Incorrect (utf8-per-chunk): decodes each chunk separately, which fails when a chunk ends inside a character.
import re
import socket
import sys

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

last = ""
while data := sock.recv(4096):
    text = data.decode("utf-8")
    if command != "CMD_floodme":
        lines = re.sub("(?<=[0-9])T", "\nT", last + text)[len(last) :]
        text, last = lines, text[-1:]
    print(text, end="", flush=True)
print()
sock.close()
