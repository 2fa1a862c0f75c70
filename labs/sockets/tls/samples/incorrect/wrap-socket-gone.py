"""Uses ssl.wrap_socket(), which Python 3.12 no longer has."""
import socket
import ssl
import sys

# In older versions it is still there.
if hasattr(ssl, "wrap_socket"):
    del ssl.wrap_socket

server = socket.create_server(("127.0.0.1", int(sys.argv[1])))
server = ssl.wrap_socket(server, keyfile=sys.argv[3], certfile=sys.argv[2], server_side=True)
while True:
    connection, address = server.accept()
    if connection.recv(1024) == b"CMD_short:0":
        connection.sendall(b"This is PMU data 0")
    connection.close()
