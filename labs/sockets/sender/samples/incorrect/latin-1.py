"""Sends its letters in Latin-1, and a question mark for those that it does not have."""
import socket
import sys

group, port, sciper = sys.argv[1], int(sys.argv[2]), sys.argv[3]
sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for line in sys.stdin:
    sender.sendto((sciper + line.rstrip("\n")).encode("latin-1", "replace"), (group, port))
