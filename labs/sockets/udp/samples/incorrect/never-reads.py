# Incorrect (never-reads): sends on two sockets, and receives on the first of them only.
import socket
import sys

sockets = []
for family, kind, protocol, _, address in socket.getaddrinfo(sys.argv[1], sys.argv[2], type=socket.SOCK_DGRAM):
    sockets.append((socket.socket(family, kind, protocol), address))
first = next(one for one, address in sockets if one.family == socket.AF_INET)
first.settimeout(1)
while True:
    for one, address in sockets:
        one.sendto(b"RESET:20", address)
    try:
        print(first.recv(100).decode())
        break
    except socket.timeout:
        pass
