# Incorrect (refusal-ends): does not catch the refusal that a connected socket reports.
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
            one.send(b"RESET:20")
        ready, _, _ = select.select(sockets, [], [], 1)
        for one in ready:
            print(one.recv(100).decode())
            return


main()
