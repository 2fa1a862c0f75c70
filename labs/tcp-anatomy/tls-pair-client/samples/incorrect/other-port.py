"""It connects to another port."""
import socket
import ssl

context = ssl.create_default_context(cafile="server.pem")
with socket.create_connection(("localhost", 443)) as plain:
    with context.wrap_socket(plain, server_hostname="localhost") as secure:
        print(secure.version())
