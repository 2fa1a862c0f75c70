# Correct: connected sockets, on which a refusal is reported; it waits for a second on each family, so a round takes up to two.
import socket
import sys
import time


def wait(one):
    """Receives for one second; a refusal does not end the second."""
    until = time.monotonic() + 1
    while (left := until - time.monotonic()) > 0:
        one.settimeout(left)
        try:
            return one.recv(100)
        except ConnectionRefusedError:
            continue
        except socket.timeout:
            break
    return None


def send(one):
    try:
        one.send(b"RESET:20")
    except ConnectionRefusedError:
        one.send(b"RESET:20")  # the error was about an earlier request


def main():
    sockets = []
    for family in (socket.AF_INET6, socket.AF_INET):
        one = socket.socket(family, socket.SOCK_DGRAM)
        try:
            one.connect((sys.argv[1], int(sys.argv[2])))
        except OSError as error:
            print(error, file=sys.stderr)
            continue
        sockets.append(one)
    rounds = 0
    while True:
        rounds += 1
        print("round", rounds)
        for one in sockets:
            send(one)
        for one in sockets:
            answer = wait(one)
            if answer:
                print("Acknowledgment:", answer)
                return


main()
