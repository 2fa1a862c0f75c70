# Incorrect (goes-on): shows the acknowledgment, and goes on.
import re
import select
import socket
import sys
import time

ANSWER = re.compile(rb"OFFSET[=:]\d+")


def lookup(server, port):
    targets = {}
    for family in (socket.AF_INET, socket.AF_INET6):
        try:
            found = socket.getaddrinfo(server, port, family, socket.SOCK_DGRAM)
        except socket.gaierror:
            continue
        targets[socket.socket(family, socket.SOCK_DGRAM)] = found[0][4]
    return targets


def wait(targets, duration):
    until = time.monotonic() + duration
    while (left := until - time.monotonic()) > 0:
        ready, _, _ = select.select(list(targets), [], [], left)
        for one in ready:
            answer, _ = one.recvfrom(2048)
            if ANSWER.fullmatch(answer):
                return answer
    return None


def main():
    targets = lookup(sys.argv[1], int(sys.argv[2]))
    answer = None
    while True:
        for one, address in targets.items():
            one.sendto(b"RESET:20", address)
        answer = wait(targets, 1)
        if answer:
            print(answer.decode(), flush=True)
            time.sleep(1)


main()
