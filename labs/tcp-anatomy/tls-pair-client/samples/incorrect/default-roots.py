"""It trusts the roots of the system, which do not know the certificate."""
import socket
import ssl

context = ssl.create_default_context()
with socket.create_connection(("localhost", 8443)) as plain:
    with context.wrap_socket(plain, server_hostname="localhost") as secure:
        print(secure.version())
