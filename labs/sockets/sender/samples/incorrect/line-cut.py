"""Sends at most 80 bytes."""
import socket
import sys

group, port, sciper = sys.argv[1], int(sys.argv[2]), sys.argv[3]
sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for line in sys.stdin:
    sender.sendto((sciper + line.rstrip("\n")).encode()[:80], (group, port))
