import socket
import sys

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.bind(("", int(sys.argv[1])))
datagram, sender = sock.recvfrom(65535)
sock.connect(sender)
while True:
    sock.send(datagram.upper())
    datagram = sock.recv(65535)
