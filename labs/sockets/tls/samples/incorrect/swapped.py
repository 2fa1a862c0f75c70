"""Gives the key where the certificate belongs, and the certificate where the key belongs."""
import socket
import ssl
import sys

port, certificate, key = int(sys.argv[1]), sys.argv[2], sys.argv[3]
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(key, certificate)
server = socket.create_server(("127.0.0.1", port))
while True:
    plain, address = server.accept()
    try:
        with context.wrap_socket(plain, server_side=True) as connection:
            if connection.recv(1024) == b"CMD_short:0":
                for number in range(5):
                    connection.sendall(b"This is PMU data %d" % number)
    except OSError as error:
        print(error, file=sys.stderr)
        plain.close()
