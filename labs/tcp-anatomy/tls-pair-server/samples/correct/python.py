"""A TLS server that wraps each connection."""
import socket
import ssl

context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain("server.pem", "server.key")
with socket.create_server(("127.0.0.1", 8443)) as listener:
    while True:
        connection, address = listener.accept()
        try:
            with context.wrap_socket(connection, server_side=True) as secure:
                secure.sendall(b"hello over " + secure.version().encode() + b"\n")
        except OSError as error:
            print(address, error, flush=True)
