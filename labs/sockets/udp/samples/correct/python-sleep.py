# Correct: AF_UNSPEC finds both families; after each round it sleeps for a second, then reads what has come. Prints the number only.
import socket
import sys
import time

sockets = []
for family, kind, protocol, _, address in socket.getaddrinfo(
    sys.argv[1], sys.argv[2], socket.AF_UNSPEC, socket.SOCK_DGRAM
):
    one = socket.socket(family, kind, protocol)
    one.setblocking(False)
    sockets.append((one, address))

answer = None
while answer is None:
    for one, address in sockets:
        one.sendto(b"RESET:20", address)
    time.sleep(1)
    for one, _ in sockets:
        try:
            answer = one.recv(1024).decode()
        except BlockingIOError:
            pass
print(answer.replace("=", ":").split(":")[1])
