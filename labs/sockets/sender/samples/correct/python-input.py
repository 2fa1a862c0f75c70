"""Prompts for each line, skips empty ones, and ends by the error that input() raises at the end."""
import socket
import sys

group, port, sciper = sys.argv[1], int(sys.argv[2]), sys.argv[3]
sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sender.connect((group, port))
while True:
    line = input("> ")
    if line:
        sender.send(bytes(sciper + line, "utf-8"))
