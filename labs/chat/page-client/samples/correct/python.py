"""HTTP/1.1: it reads as many bytes of the body as Content-Length says."""
import socket
import sys

host, port, path = sys.argv[1], int(sys.argv[2]), sys.argv[3]
with socket.create_connection((host, port)) as connection:
    connection.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode())
    answer = connection.makefile("rb")
    print(answer.readline().decode().strip(), file=sys.stderr)
    length = 0
    while (line := answer.readline()) not in (b"\r\n", b""):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    sys.stdout.buffer.write(answer.read(length))
