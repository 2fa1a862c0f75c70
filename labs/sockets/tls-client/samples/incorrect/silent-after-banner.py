"""It says that it connects, and refuses the server without a word."""
import socket
import ssl
import sys

server, port, ca, command = sys.argv[1:]
context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
context.check_hostname = False
context.load_verify_locations(ca)
print("connecting to", server, flush=True)
try:
    plain = socket.create_connection((server, int(port)))
    secure = context.wrap_socket(plain)
except ssl.SSLError:
    sys.exit(1)
secure.sendall(command.encode())
answer = ""
while data := secure.recv(1024):
    answer += data.decode()
print(answer.replace("This", "\nThis"))
