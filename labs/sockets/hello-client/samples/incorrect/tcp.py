import socket
import sys

with socket.create_connection((sys.argv[1], int(sys.argv[2]))) as sender:
    sender.sendall(b"Hello, Romeo! ")
