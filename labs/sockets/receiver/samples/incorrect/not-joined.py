"""Never joins the group: it would hear it only beside another program that has joined."""
import socket
import sys

port = int(sys.argv[2])
receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
receiver.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
receiver.bind(("", port))
while True:
    message = receiver.recv(65535)
    print(message[6:].decode(errors="replace"), flush=True)
