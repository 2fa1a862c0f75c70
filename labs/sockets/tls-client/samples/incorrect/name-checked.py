"""It compares the name in the certificate with that of the server."""
import socket
import ssl
import sys

server, port, ca, command = sys.argv[1:]
context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
context.load_verify_locations(ca)
plain = socket.create_connection((server, int(port)))
secure = context.wrap_socket(plain, server_hostname=server)
secure.sendall(command.encode())
answer = ""
while data := secure.recv(1024):
    answer += data.decode()
print(answer.replace("This", "\nThis"))
