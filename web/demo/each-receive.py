"""Prints how many bytes each receive returns: each-receive.py HOST PORT COMMAND"""
import socket
import sys

host, port, command = sys.argv[1:]
with socket.create_connection((host, int(port))) as connection:
    connection.sendall(command.encode())
    while data := connection.recv(4096):
        print(f"{len(data)} bytes", flush=True)
