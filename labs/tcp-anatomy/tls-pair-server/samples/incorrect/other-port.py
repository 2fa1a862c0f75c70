"""It listens on another port."""
import socket
import ssl

context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain("server.pem", "server.key")
listener = socket.create_server(("127.0.0.1", 8444))
while True:
    connection, _ = listener.accept()
    with context.wrap_socket(connection, server_side=True) as secure:
        secure.sendall(b"hello\n")
