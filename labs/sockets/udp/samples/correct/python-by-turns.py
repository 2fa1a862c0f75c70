# Correct: the families by turns, a second each, so each of them gets a request every two seconds.
import itertools
import socket
import sys


def main():
    found = socket.getaddrinfo(sys.argv[1], int(sys.argv[2]), type=socket.SOCK_DGRAM)
    places = [(socket.socket(family, kind), address) for family, kind, _, _, address in found]
    for one, address in itertools.cycle(places):
        one.settimeout(1)
        one.sendto(b"RESET:20", address)
        try:
            print("received", one.recv(64).decode())
        except socket.timeout:
            continue
        sys.exit(0)


main()
