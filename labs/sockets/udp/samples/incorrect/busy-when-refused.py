# Incorrect (busy-when-refused): a refusal wakes select(), and it sends again without waiting for the rest of the second.
import select
import socket
import sys


def main():
    sockets = []
    for family in (socket.AF_INET, socket.AF_INET6):
        try:
            found = socket.getaddrinfo(sys.argv[1], int(sys.argv[2]), family, socket.SOCK_DGRAM)
        except socket.gaierror:
            continue
        one = socket.socket(family, socket.SOCK_DGRAM)
        one.connect(found[0][4])
        sockets.append(one)
    while True:
        for one in sockets:
            try:
                one.send(b"RESET:20")
            except ConnectionRefusedError:
                pass
        ready, _, _ = select.select(sockets, [], [], 1)
        for one in ready:
            try:
                print(one.recv(100).decode())
                return
            except ConnectionRefusedError:
                pass


main()
