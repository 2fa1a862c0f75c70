"""Puts a colon between blanks between id and text, and ends by the error of input() at the end."""
import socket
import sys

group, port, sciper = sys.argv[1], int(sys.argv[2]), sys.argv[3]
sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
while True:
    sender.sendto((sciper + " : " + input()).encode(), (group, port))
