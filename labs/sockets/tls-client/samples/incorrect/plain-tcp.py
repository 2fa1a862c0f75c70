"""TCP without TLS."""
import socket
import sys

server, port, ca, command = sys.argv[1:]
with socket.create_connection((server, int(port))) as plain:
    plain.sendall(command.encode())
    while data := plain.recv(1024):
        print(data)
