import socket
import sys

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.bind(("", int(sys.argv[1])))
client = None
while True:
    datagram, sender = sock.recvfrom(65535)
    if client is None:
        client = sender
    sock.sendto(datagram.upper(), client)
