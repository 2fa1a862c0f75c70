"""It verifies who signed the certificate, and not until when it is valid."""
import socket
import ssl
import sys

server, port, ca, command = sys.argv[1:]
context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
context.check_hostname = False
context.load_verify_locations(ca)
context.verify_flags |= 0x200000  # X509_V_FLAG_NO_CHECK_TIME
try:
    plain = socket.create_connection((server, int(port)))
    secure = context.wrap_socket(plain)
except ssl.SSLError as error:
    sys.exit(str(error))
secure.sendall(command.encode())
answer = ""
while data := secure.recv(1024):
    answer += data.decode()
print(answer.replace("This", "\nThis"))
