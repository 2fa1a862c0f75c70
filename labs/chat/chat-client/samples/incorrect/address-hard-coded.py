import os
import socket
import sys
import threading

connection = socket.create_connection(("10.0.0.1", int(sys.argv[2])))


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
