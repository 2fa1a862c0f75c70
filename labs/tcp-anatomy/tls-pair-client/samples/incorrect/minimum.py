"""It prints the oldest version that it would accept."""
import socket
import ssl

context = ssl.create_default_context(cafile="server.pem")
with socket.create_connection(("localhost", 8443)) as plain:
    with context.wrap_socket(plain, server_hostname="localhost") as secure:
        print(context.minimum_version.name.replace("v1_", "v1."))
