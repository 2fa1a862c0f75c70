"""It sends its Client Hello, and gives up before the server answers."""
import socket
import ssl
import sys

server, port, ca, command = sys.argv[1:]
context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
context.check_hostname = False
context.load_verify_locations(ca)
plain = socket.create_connection((server, int(port)))
received, to_send = ssl.MemoryBIO(), ssl.MemoryBIO()
secure = context.wrap_bio(received, to_send)
try:
    secure.do_handshake()
except ssl.SSLWantReadError:
    plain.sendall(to_send.read())
sys.exit("not trusted")
