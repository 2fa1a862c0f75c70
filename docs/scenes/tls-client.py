"""Prints the greeting of a TLS server, without checking its certificate: tls-client.py HOST PORT"""
import socket
import ssl
import sys

host, port = sys.argv[1:]
context = ssl.create_default_context()
# Only the server itself has signed for this server. Outside of a lab, a client must check whom it talks to.
context.check_hostname = False
context.verify_mode = ssl.CERT_NONE
with socket.create_connection((host, int(port))) as connection:
    with context.wrap_socket(connection, server_hostname=host) as secure:
        print(secure.recv(1024).decode().strip())
