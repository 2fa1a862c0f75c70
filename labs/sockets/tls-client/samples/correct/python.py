"""A TLS client that checks the chain and not the name, and looks for the messages when it has everything."""
import re
import socket
import ssl
import sys

server, port, ca, command = sys.argv[1:]
context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
context.check_hostname = False
context.load_verify_locations(ca)

with socket.create_connection((server, int(port))) as plain:
    with context.wrap_socket(plain) as secure:
        secure.sendall(command.encode())
        answer = b""
        while data := secure.recv(1024):
            answer += data
for message in re.findall(r"This is PMU data \d+", answer.decode()):
    print(message)
