"""Compares the bytes of the command with a text, which are never equal."""
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
            if connection.recv(1024) == "CMD_short:0":
                connection.sendall(b"This is PMU data 0")
    except OSError as error:
        print(error, file=sys.stderr)
        plain.close()
