"""Defines what it would do, and never does it."""
import socket
import ssl
import sys


def main():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[2], sys.argv[3])
    with context.wrap_socket(socket.create_server(("127.0.0.1", int(sys.argv[1]))), server_side=True) as server:
        while True:
            connection, address = server.accept()
            if connection.recv(1024) == b"CMD_short:0":
                connection.sendall(b"This is PMU data 0")
            connection.close()
