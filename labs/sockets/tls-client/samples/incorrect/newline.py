"""It sends a newline after the command."""
import socket
import ssl
import sys

server, port, ca, command = sys.argv[1:]
context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
context.check_hostname = False
context.load_verify_locations(ca)
plain = socket.create_connection((server, int(port)))
secure = context.wrap_socket(plain)
secure.sendall(command.encode() + b"\n")
answer = ""
while data := secure.recv(1024):
    answer += data.decode()
print(answer.replace("This", "\nThis"))
