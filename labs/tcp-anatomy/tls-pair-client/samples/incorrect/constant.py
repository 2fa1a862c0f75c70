"""It prints the constant with which the context was made."""
import socket
import ssl

context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
context.load_verify_locations("server.pem")
with socket.create_connection(("localhost", 8443)) as plain:
    with context.wrap_socket(plain, server_hostname="localhost") as secure:
        print(context.protocol)
