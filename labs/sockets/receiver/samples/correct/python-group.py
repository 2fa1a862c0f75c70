"""Joins before it binds to the group, has a banner, strips each text, and skips empty ones."""
import socket
import sys

group, port = sys.argv[1:]
print("Listening to", group, "at port", port, flush=True)
receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM, socket.IPPROTO_UDP)
receiver.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
membership = socket.inet_aton(group) + socket.inet_aton("0.0.0.0")
receiver.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, membership)
receiver.bind((group, int(port)))
try:
    while True:
        message, sender = receiver.recvfrom(2048)
        text = message[6:].decode("utf-8", "ignore").strip()
        if text:
            print(text, flush=True)
except KeyboardInterrupt:
    print("Goodbye")
