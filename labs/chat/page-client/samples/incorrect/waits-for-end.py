"""It waits for the end of the stream, which does not come while the server keeps the connection open."""
import socket
import sys

host, port, path = sys.argv[1], int(sys.argv[2]), sys.argv[3]
with socket.create_connection((host, port)) as connection:
    connection.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
    answer = b""
    while piece := connection.recv(4096):
        answer += piece
print(answer.split(b"\r\n\r\n", 1)[1].decode(), end="")
