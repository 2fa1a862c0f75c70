"""A TLS server that wraps the listening socket: accept() returns connections whose handshake is complete."""
import socket
import ssl

context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
context.load_cert_chain(certfile="server.pem", keyfile="server.key")
listener = socket.socket()
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind(("", 8443))
listener.listen(5)
secure_listener = context.wrap_socket(listener, server_side=True)
while True:
    try:
        connection, address = secure_listener.accept()
        connection.send(b"welcome\n")
        connection.close()
    except (ssl.SSLError, ConnectionError) as error:
        print("a client failed:", error, flush=True)
