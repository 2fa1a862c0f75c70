"""Sends a text, and waits for the answer without having ended its side: patient-client.py HOST PORT TEXT"""
import socket
import sys

host, port, text = sys.argv[1:]
with socket.create_connection((host, int(port))) as connection:
    connection.sendall(text.encode())
    # connection.shutdown(socket.SHUT_WR) is missing here.
    print(connection.recv(1024).decode(), end="")
