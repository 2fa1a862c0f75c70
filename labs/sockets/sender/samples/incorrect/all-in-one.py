"""Sends the whole input in one datagram."""
import socket
import sys

group, port, sciper = sys.argv[1], int(sys.argv[2]), sys.argv[3]
sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sender.sendto((sciper + sys.stdin.read()).encode(), (group, port))
