"""Sends the id as a number of four bytes."""
import socket
import struct
import sys

group, port, sciper = sys.argv[1], int(sys.argv[2]), sys.argv[3]
sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for line in sys.stdin:
    sender.sendto(struct.pack("!I", int(sciper)) + line.rstrip("\n").encode(), (group, port))
