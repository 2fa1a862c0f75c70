import socket
import sys

with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
    sender.sendto(str(b"Hello, Romeo! ").encode(), (sys.argv[1], int(sys.argv[2])))
