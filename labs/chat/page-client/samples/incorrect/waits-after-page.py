"""It prints what comes, at once, and then waits for the end of the stream."""
import socket
import sys

host, port, path = sys.argv[1], int(sys.argv[2]), sys.argv[3]
with socket.create_connection((host, port)) as connection:
    connection.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
    answer = connection.makefile("rb")
    while answer.readline() not in (b"\r\n", b""):
        pass
    while line := answer.readline():
        print(line.decode(), end="", flush=True)
