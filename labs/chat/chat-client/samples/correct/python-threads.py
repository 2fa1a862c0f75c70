"""A thread receives and prints; the main thread reads the keyboard and sends."""

import os
import socket
import sys
import threading

connection = socket.create_connection((sys.argv[1], int(sys.argv[2])))


def show():
    rest = b""
    while data := connection.recv(1024):
        *lines, rest = (rest + data).split(b"\n")
        for line in lines:
            print("them:", line.decode(errors="replace"), flush=True)
    # The server has closed. The main thread may be waiting at the keyboard: this ends it too.
    os._exit(0)


threading.Thread(target=show, daemon=True).start()
for line in sys.stdin:
    if line == "\n":
        break
    connection.sendall(line.encode())
connection.close()
