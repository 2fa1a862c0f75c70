import socket
import sys

receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
receiver.bind(("", int(sys.argv[1])))
while True:
    text, sender = receiver.recvfrom(2048)
    pass
