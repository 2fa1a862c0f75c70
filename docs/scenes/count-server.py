"""Counts the bytes of one client: count-server.py PORT"""
import socket
import sys

with socket.create_server(("", int(sys.argv[1]))) as listener:
    connection, _ = listener.accept()
    with connection:
        count = 0
        while data := connection.recv(65536):
            count += len(data)
        print(f"{count} bytes")
