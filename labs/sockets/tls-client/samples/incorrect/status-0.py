"""It reports the error, and ends as if all were well."""
import socket
import ssl
import sys

server, port, ca, command = sys.argv[1:]
context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
context.check_hostname = False
context.load_verify_locations(ca)
try:
    plain = socket.create_connection((server, int(port)))
    secure = context.wrap_socket(plain)
except ssl.SSLError as error:
    print("not trusted:", error)
    sys.exit()
secure.sendall(command.encode())
answer = ""
while data := secure.recv(1024):
    answer += data.decode()
print(answer.replace("This", "\nThis"))
