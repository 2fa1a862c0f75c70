"""It numbers the messages itself, from 1."""
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
answer = ""
while data := secure.recv(1024):
    answer += data.decode()
for number in range(answer.count("This")):
    print(f"This is PMU data {number + 1}")
