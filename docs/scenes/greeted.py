"""Prints what a server says, until it has closed: greeted.py HOST PORT"""
import socket
import sys

host, port = sys.argv[1:]
with socket.create_connection((host, int(port))) as connection:
    while data := connection.recv(1024):
        print(data.decode().strip(), flush=True)
print("the server has closed")
