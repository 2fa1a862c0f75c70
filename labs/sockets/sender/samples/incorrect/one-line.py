"""Sends one line and ends."""
import socket
import sys

group, port, sciper = sys.argv[1], int(sys.argv[2]), sys.argv[3]
sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
line = input()
sender.sendto((sciper + line).encode(), (group, port))
