"""Reads what comes without TLS, and waits for a command that it can read."""
import socket
import ssl
import sys

port, certificate, key = int(sys.argv[1]), sys.argv[2], sys.argv[3]
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(certificate, key)
server = socket.create_server(("127.0.0.1", port))

while True:
    connection, address = server.accept()
    with connection:
        while True:
            received = connection.recv(1024)
            if received == b"":
                break
            if received == b"CMD_short:0":
                connection.sendall(b"This is PMU data 0")
                break
