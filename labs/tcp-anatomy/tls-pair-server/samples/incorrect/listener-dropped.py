"""The result of wrapping the listener is dropped: connections are not secured."""
import socket
import ssl

context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain("server.pem", "server.key")
listener = socket.create_server(("127.0.0.1", 8443))
copy = listener.dup()
context.wrap_socket(listener, server_side=True)
while True:
    connection, _ = copy.accept()
    connection.sendall(b"hello\n")
    connection.close()
