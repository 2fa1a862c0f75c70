"""A TLS server whose listening socket is wrapped: accept() returns a TLS socket, after the handshake."""
import socket
import ssl
import sys

port, certificate, key = int(sys.argv[1]), sys.argv[2], sys.argv[3]
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(certificate, key)

with socket.create_server(("127.0.0.1", port)) as plain:
    with context.wrap_socket(plain, server_side=True) as server:
        while True:
            try:
                connection, address = server.accept()
            except OSError as error:
                print("no handshake:", error, flush=True)
                continue
            try:
                with connection:
                    if connection.recv(1024) == b"CMD_short:0":
                        for number in range(10):
                            connection.sendall(b"This is PMU data %d" % number)
            except OSError as error:
                print("a client has left:", error, flush=True)
