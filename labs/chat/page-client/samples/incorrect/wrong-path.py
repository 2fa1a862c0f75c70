"""It always asks for the page at /."""
import socket
import sys

host, port, path = sys.argv[1], int(sys.argv[2]), sys.argv[3]
with socket.create_connection((host, port)) as connection:
    connection.sendall(f"GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
    answer = b""
    while piece := connection.recv(4096):
        answer += piece
print(answer.split(b"\r\n\r\n", 1)[1].decode(), end="")
