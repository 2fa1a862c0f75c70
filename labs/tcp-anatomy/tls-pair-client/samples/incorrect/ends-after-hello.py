"""It sends its Client Hello, and gives up before the server answers."""
import socket
import ssl
import sys

context = ssl.create_default_context(cafile="server.pem")
plain = socket.create_connection(("localhost", 8443))
received, to_send = ssl.MemoryBIO(), ssl.MemoryBIO()
secure = context.wrap_bio(received, to_send, server_hostname="localhost")
try:
    secure.do_handshake()
except ssl.SSLWantReadError:
    plain.sendall(to_send.read())
sys.exit("not trusted")
