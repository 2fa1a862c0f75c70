import socket
import sys

with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiver:
    receiver.bind(("", int(sys.argv[1])))
    while True:
        piece, client = receiver.recvfrom(16)
        print("received:", piece, flush=True)
        receiver.sendto(piece, client)
