"""Makes a TCP connection to the group."""
import socket
import sys

group, port, sciper = sys.argv[1], int(sys.argv[2]), sys.argv[3]
sender = socket.create_connection((group, port))
for line in sys.stdin:
    sender.sendall((sciper + line.rstrip("\n")).encode())
