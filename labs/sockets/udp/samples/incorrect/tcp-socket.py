# Incorrect (tcp-socket): connects over TCP.
import socket
import sys

with socket.create_connection((sys.argv[1], int(sys.argv[2]))) as one:
    one.sendall(b"RESET:20")
    print(one.recv(100).decode())
