"""A TLS client that trusts server.pem and nothing else."""
import socket
import ssl

context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
context.load_verify_locations("server.pem")
with socket.socket() as plain:
    with context.wrap_socket(plain, server_hostname="localhost") as secure:
        secure.connect(("localhost", 8443))
        print(secure.version())
