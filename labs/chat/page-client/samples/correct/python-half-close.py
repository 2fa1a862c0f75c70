"""HTTP/1.0: it closes its side after the request, and reads until the server closes, too."""
import socket
import sys

with socket.create_connection((sys.argv[1], int(sys.argv[2]))) as connection:
    connection.sendall(b"GET " + sys.argv[3].encode() + b" HTTP/1.0\r\n\r\n")
    connection.shutdown(socket.SHUT_WR)
    answer = b""
    while piece := connection.recv(100):
        answer += piece
head, body = answer.split(b"\r\n\r\n", 1)
print(head.decode(), file=sys.stderr)
print(body.decode())
