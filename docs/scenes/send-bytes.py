"""Sends some bytes: send-bytes.py HOST PORT COUNT"""
import socket
import sys

host, port, count = sys.argv[1:]
with socket.create_connection((host, int(port))) as connection:
    connection.sendall(b"x" * int(count))
