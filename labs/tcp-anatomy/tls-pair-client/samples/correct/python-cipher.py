"""A TLS client that prints the cipher suite with its version, and what the server says until it closes."""
import socket
import ssl
import sys

context = ssl.create_default_context(cafile="server.pem")
try:
    plain = socket.create_connection(("localhost", 8443))
    secure = context.wrap_socket(plain, server_hostname="localhost")
except OSError as error:
    sys.exit(f"cannot connect: {error}")
print("negotiated:", secure.cipher())
while data := secure.recv(1024):
    print(data.decode(), end="")
