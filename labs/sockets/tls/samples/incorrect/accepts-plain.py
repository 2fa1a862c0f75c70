"""Answers a client that does not speak TLS, too."""
import socket
import ssl
import sys

port, certificate, key = int(sys.argv[1]), sys.argv[2], sys.argv[3]
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(certificate, key)
server = socket.create_server(("127.0.0.1", port))

def serve(connection):
    if connection.recv(1024) == b"CMD_short:0":
        connection.sendall(b"This is PMU data 0")


while True:
    connection, address = server.accept()
    try:
        if connection.recv(1, socket.MSG_PEEK) == b"\x16":
            connection = context.wrap_socket(connection, server_side=True)
        serve(connection)
    except OSError as error:
        print(error, file=sys.stderr)
    connection.close()
