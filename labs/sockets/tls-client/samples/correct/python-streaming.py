"""A TLS client that prints each message when the next one begins, with words around it, and one receive is a byte."""
import socket
import ssl
import sys

context = ssl.create_default_context(cafile=sys.argv[3])
context.check_hostname = False
context.verify_mode = ssl.CERT_REQUIRED
try:
    plain = socket.create_connection((sys.argv[1], int(sys.argv[2])))
    secure = context.wrap_socket(plain, server_hostname=sys.argv[1])
except OSError as error:
    print("no secure connection:", error)
    sys.exit(2)
print("connected with", secure.version())
secure.send(bytes(sys.argv[4], "ascii"))
number = 0
message = ""
while True:
    letter = secure.recv(1).decode()
    if message and letter in ("", "T"):
        number += 1
        print(f"{number}: {message} ({len(message)} bytes)", flush=True)
        message = ""
    if letter == "":
        break
    message += letter
