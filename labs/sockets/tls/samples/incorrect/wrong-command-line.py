"""Takes the command line of another edition."""
import socket
import ssl
import sys

certificate, key = sys.argv[1:]
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(certificate, key)
with context.wrap_socket(socket.create_server(("127.0.0.1", 5003)), server_side=True) as server:
    while True:
        connection, address = server.accept()
        if connection.recv(1024) == b"CMD_short:0":
            connection.sendall(b"This is PMU data 0")
        connection.close()
