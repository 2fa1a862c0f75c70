import socket
import sys

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.bind(("", int(sys.argv[1])))
while True:
    datagram, sender = sock.recvfrom(65535)
    sock.sendto(datagram.upper(), (sender[0], int(sys.argv[1])))
