"""It verifies nothing."""
import socket
import ssl

context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
context.check_hostname = False
context.verify_mode = ssl.CERT_NONE
with socket.create_connection(("localhost", 8443)) as plain:
    with context.wrap_socket(plain, server_hostname="localhost") as secure:
        print(secure.version())
