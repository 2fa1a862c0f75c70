"""Counts the bytes of one client, which ends its side of the connection first: patient-server.py PORT"""
import socket
import sys

with socket.create_server(("", int(sys.argv[1]))) as server:
    connection, _ = server.accept()
    with connection:
        size = 0
        while data := connection.recv(1024):
            size += len(data)
        connection.sendall(f"{size} bytes\n".encode())
