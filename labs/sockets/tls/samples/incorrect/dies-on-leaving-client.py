"""Survives a handshake that fails, but not a client that sends nothing after it."""
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
        connection = context.wrap_socket(plain, server_side=True)
    except OSError as error:
        print(error, file=sys.stderr)
        plain.close()
        continue
    name, delay = connection.recv(1024).split(b":")
    if name == b"CMD_short":
        connection.sendall(b"This is PMU data 0")
    connection.close()
