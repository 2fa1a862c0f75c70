"""A client that sends a text, and prints the answer: ask.py HOST PORT TEXT"""
import socket
import sys

host, port, text = sys.argv[1:]
with socket.create_connection((host, int(port))) as connection:
    connection.sendall(text.encode())
    connection.shutdown(socket.SHUT_WR)  # this is the end of the text
    answer = b""
    while data := connection.recv(1024):
        answer += data
print(answer.decode())
