"""Wants a fourth argument."""
import socket
import sys

group, port, sciper, name = sys.argv[1:]
port = int(port)
sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for line in sys.stdin:
    sender.sendto((sciper + line.rstrip("\n")).encode(), (group, port))
