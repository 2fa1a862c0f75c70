import socket
import sys

with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
    sender.connect((sys.argv[1], int(sys.argv[2])))
    sender.send(b"Hello, ")
    sender.send(b"Romeo! ")
