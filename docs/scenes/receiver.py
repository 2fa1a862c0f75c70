"""Prints some messages of a multicast group: receiver.py GROUP PORT COUNT [without-joining]"""
import socket
import sys

group, port, count = sys.argv[1:4]
receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
receiver.bind(("", int(port)))
if "without-joining" not in sys.argv:
    anywhere = socket.inet_aton("0.0.0.0")
    receiver.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, socket.inet_aton(group) + anywhere)
print("ready", flush=True)
try:
    for _ in range(int(count)):
        print(receiver.recv(2048).decode(), flush=True)
except KeyboardInterrupt:
    print("nothing came", flush=True)
