"""Serves one client, and ends."""
import socket
import ssl
import sys

port, certificate, key = int(sys.argv[1]), sys.argv[2], sys.argv[3]
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(certificate, key)
server = socket.create_server(("127.0.0.1", port))

with context.wrap_socket(server, server_side=True) as secure:
    connection, address = secure.accept()
    if connection.recv(1024) == b"CMD_short:0":
        connection.sendall(b"This is PMU data 0")
    connection.close()
