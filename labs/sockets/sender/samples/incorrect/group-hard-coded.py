"""Always sends to the group 224.1.1.1."""
import socket
import sys

group, port, sciper = "224.1.1.1", int(sys.argv[2]), sys.argv[3]
sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for line in sys.stdin:
    sender.sendto((sciper + line.rstrip("\n")).encode(), (group, port))
