"""The result of wrapping is dropped: the line is sent on the socket from before."""
import socket
import ssl

context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain("server.pem", "server.key")
listener = socket.create_server(("127.0.0.1", 8443))
while True:
    connection, _ = listener.accept()
    try:
        context.wrap_socket(connection, server_side=True)
        connection.sendall(b"hello\n")
    except OSError as error:
        print(error, flush=True)
    connection.close()
