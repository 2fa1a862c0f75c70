"""Keeps all messages, and prints them when Ctrl-C comes."""
import socket
import struct
import sys

group, port = sys.argv[1], int(sys.argv[2])
receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
receiver.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
receiver.bind(("", port))
membership = struct.pack("4s4s", socket.inet_aton(group), socket.inet_aton("0.0.0.0"))
receiver.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, membership)
messages = []
try:
    while True:
        messages.append(receiver.recv(65535))
except KeyboardInterrupt:
    for message in messages:
        print(message[6:].decode(errors="replace"), flush=True)
