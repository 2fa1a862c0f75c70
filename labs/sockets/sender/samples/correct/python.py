"""Sends each line of the input as it comes, with a time to live of 10."""
import socket
import sys

group, port, sciper = sys.argv[1], int(sys.argv[2]), sys.argv[3]
sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sender.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 10)
for line in sys.stdin:
    sender.sendto((sciper + line.rstrip("\n")).encode(), (group, port))
