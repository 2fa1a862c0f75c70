"""The command goes over TCP, without a WebSocket."""
import socket
import sys

with socket.create_connection((sys.argv[1], int(sys.argv[2]))) as connection:
    connection.sendall(sys.argv[3].encode())
    while data := connection.recv(4096):
        print(data.decode(), flush=True)
