"""On all addresses of both families, with a thread for each datagram, and an orderly end at Ctrl-C."""
import socket
import sys
import threading


def answer(sock, datagram, sender):
    print(f"{len(datagram)} bytes from {sender[0]} port {sender[1]}", flush=True)
    try:
        sock.sendto(datagram.upper(), sender)
    except OSError as error:
        print(error, file=sys.stderr)


sock = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
sock.bind(("::", int(sys.argv[1])))
try:
    while True:
        datagram, sender = sock.recvfrom(65535)
        threading.Thread(target=answer, args=(sock, datagram, sender)).start()
except KeyboardInterrupt:
    print("bye")
