import os
import socket
import sys
import threading

host, port = sys.argv[1].split(":")
connection = socket.create_connection((host, int(port)))


def show():
    rest = b""
    while data := connection.recv(1024):
        *lines, rest = (rest + data).split(b"\n")
        for line in lines:
            print(line.decode(), flush=True)
    os._exit(0)


threading.Thread(target=show, daemon=True).start()
for line in sys.stdin:
    if line == "\n":
        break
    connection.sendall(line.encode())
connection.close()
