# Correct: one lookup and one unconnected socket for each family; select() waits on both until the second is over.
import re
import select
import socket
import sys
import time

ANSWER = re.compile(rb"OFFSET[=:]\d+")


def main():
    server, port = sys.argv[1], int(sys.argv[2])
    targets = {}
    for family in (socket.AF_INET, socket.AF_INET6):
        try:
            found = socket.getaddrinfo(server, port, family, socket.SOCK_DGRAM)
        except socket.gaierror:
            continue  # the name has no address of this family
        targets[socket.socket(family, socket.SOCK_DGRAM)] = found[0][4]
    while True:
        for one, address in targets.items():
            one.sendto(b"RESET:20", address)
        until = time.monotonic() + 1
        while (left := until - time.monotonic()) > 0:
            ready, _, _ = select.select(list(targets), [], [], left)
            for one in ready:
                answer, _ = one.recvfrom(2048)
                if ANSWER.fullmatch(answer):
                    print(answer.decode())
                    return


main()
