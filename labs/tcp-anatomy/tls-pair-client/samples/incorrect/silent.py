"""It says that it connects, and refuses the server without a word."""
import socket
import ssl
import sys

context = ssl.create_default_context(cafile="server.pem")
print("connecting", flush=True)
try:
    with socket.create_connection(("localhost", 8443)) as plain:
        with context.wrap_socket(plain, server_hostname="localhost") as secure:
            print(secure.version())
except ssl.SSLError:
    sys.exit(1)
