"""It prints bytes, and not what they stand for."""
import socket
import sys

host, port, path = sys.argv[1], int(sys.argv[2]), sys.argv[3]
with socket.create_connection((host, port)) as connection:
    connection.sendall(f"GET {path} HTTP/1.0\r\n\r\n".encode())
    answer = b""
    while piece := connection.recv(4096):
        answer += piece
print(answer.split(b"\r\n\r\n", 1)[1])
