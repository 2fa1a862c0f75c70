"""Speaks no TLS at all."""
import socket
import sys

server = socket.create_server(("127.0.0.1", int(sys.argv[1])))
while True:
    connection, address = server.accept()
    with connection:
        if connection.recv(1024) != b"":
            connection.sendall(b"This is PMU data 0")
