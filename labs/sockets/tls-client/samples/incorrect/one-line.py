"""It prints all messages on one line."""
import socket
import ssl
import sys

server, port, ca, command = sys.argv[1:]
context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
context.check_hostname = False
context.load_verify_locations(ca)
plain = socket.create_connection((server, int(port)))
secure = context.wrap_socket(plain)
secure.sendall(command.encode())
while data := secure.recv(1024):
    print(data.decode(), end="", flush=True)
