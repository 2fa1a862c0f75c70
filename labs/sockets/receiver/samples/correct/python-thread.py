"""Reads in one thread and prints in another; the output is written as bytes, and a call writes each line."""
import os
import queue
import signal
import socket
import sys
import threading

group, port = sys.argv[1], int(sys.argv[2])
receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
receiver.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
receiver.bind((group, port))
membership = socket.inet_aton(group) + socket.inet_aton("0.0.0.0")
receiver.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, membership)
messages = queue.Queue()


def read():
    while True:
        messages.put(receiver.recv(65535))


signal.signal(signal.SIGINT, signal.SIG_DFL)
threading.Thread(target=read, daemon=True).start()
while True:
    message = messages.get()
    os.write(1, message[:6] + b" says " + message[6:] + b"\n")
