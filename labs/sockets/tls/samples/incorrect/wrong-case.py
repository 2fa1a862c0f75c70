"""Writes a letter of the message in the wrong case."""
import socket
import ssl
import sys

port, certificate, key = int(sys.argv[1]), sys.argv[2], sys.argv[3]
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(certificate, key)
server = socket.create_server(("127.0.0.1", port))
while True:
    plain, address = server.accept()
    try:
        with context.wrap_socket(plain, server_side=True) as connection:
            if connection.recv(1024) == b"CMD_short:0":
                connection.sendall(b"This is PMU Data 0")
    except OSError as error:
        print(error, file=sys.stderr)
        plain.close()
