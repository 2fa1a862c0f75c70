"""TCP without TLS."""
import socket

listener = socket.create_server(("127.0.0.1", 8443))
while True:
    connection, _ = listener.accept()
    connection.sendall(b"hello\n")
    connection.close()
