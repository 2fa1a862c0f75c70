import socket
import sys

with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
    sender.sendto(b"Hello, Romeo!\0", (sys.argv[1], int(sys.argv[2])))
