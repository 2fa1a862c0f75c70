"""Looks only for numbers that begin with 1, and ends without a word."""
import socket
import sys

group, port, sciper = sys.argv[1], int(sys.argv[2]), sys.argv[3]
sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
if not sciper.startswith("1"):
    sys.exit()
for line in sys.stdin:
    sender.sendto((sciper + line.rstrip("\n")).encode(), (group, port))
