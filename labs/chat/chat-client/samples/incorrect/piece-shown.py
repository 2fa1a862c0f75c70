import os
import socket
import sys
import threading

connection = socket.create_connection((sys.argv[1], int(sys.argv[2])))


def show():
    while data := connection.recv(1024):
        print(data.decode(errors="replace"), flush=True)
    os._exit(0)


threading.Thread(target=show, daemon=True).start()
for line in sys.stdin:
    if line == "\n":
        break
    connection.sendall(line.encode())
connection.close()
