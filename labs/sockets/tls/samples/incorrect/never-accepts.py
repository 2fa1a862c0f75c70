"""Listens, and waits for something else than clients."""
import socket
import ssl
import sys
import threading

port, certificate, key = int(sys.argv[1]), sys.argv[2], sys.argv[3]
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(certificate, key)
server = context.wrap_socket(socket.create_server(("127.0.0.1", port)), server_side=True)
threading.Event().wait()
