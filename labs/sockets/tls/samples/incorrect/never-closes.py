"""Never closes a connection: it keeps all of them."""
import socket
import ssl
import sys

port, certificate, key = int(sys.argv[1]), sys.argv[2], sys.argv[3]
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(certificate, key)
server = socket.create_server(("127.0.0.1", port))

kept = []
while True:
    plain, address = server.accept()
    connection = context.wrap_socket(plain, server_side=True)
    if connection.recv(1024) == b"CMD_short:0":
        for number in range(5):
            connection.sendall(b"This is PMU data %d" % number)
    kept.append(connection)
