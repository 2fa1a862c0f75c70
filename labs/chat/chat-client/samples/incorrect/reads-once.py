import socket
import sys
import threading

connection = socket.create_connection((sys.argv[1], int(sys.argv[2])))


def show():
    print(connection.recv(4096).decode(), flush=True)


threading.Thread(target=show, daemon=True).start()
for line in sys.stdin:
    if line == "\n":
        break
    connection.sendall(line.encode())
connection.close()
