"""Always sends as 123456."""
import socket
import sys

group, port, sciper = sys.argv[1], int(sys.argv[2]), "123456"
sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for line in sys.stdin:
    sender.sendto((sciper + line.rstrip("\n")).encode(), (group, port))
