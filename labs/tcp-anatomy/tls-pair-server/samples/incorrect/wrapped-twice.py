"""The listener is wrapped, and so is each connection that it returns: a handshake inside of the handshake."""
import socket
import ssl

context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain("server.pem", "server.key")
listener = socket.create_server(("127.0.0.1", 8443))
with context.wrap_socket(listener, server_side=True) as secure_listener:
    while True:
        try:
            connection, _ = secure_listener.accept()
            with context.wrap_socket(connection, server_side=True) as secure:
                secure.sendall(b"hello\n")
        except (OSError, ValueError) as error:
            print(error, flush=True)
