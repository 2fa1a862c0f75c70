"""It trusts the roots of the system, which do not know the authority."""
import socket
import ssl
import sys

server, port, ca, command = sys.argv[1:]
context = ssl.create_default_context()
context.check_hostname = False
plain = socket.create_connection((server, int(port)))
secure = context.wrap_socket(plain)
secure.sendall(command.encode())
answer = ""
while data := secure.recv(1024):
    answer += data.decode()
print(answer.replace("This", "\nThis"))
