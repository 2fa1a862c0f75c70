"""The port is written in the program."""
import socket
import ssl
import sys

server, port, ca, command = sys.argv[1:]
context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
context.check_hostname = False
context.load_verify_locations(ca)
plain = socket.create_connection((server, 5003))
secure = context.wrap_socket(plain)
secure.sendall(command.encode())
answer = ""
while data := secure.recv(1024):
    answer += data.decode()
print(answer.replace("This", "\nThis"))
