import socket
import sys

connection = socket.create_connection((sys.argv[1], int(sys.argv[2])))

while True:
    line = input()
    if line == "":
        break
    connection.sendall((line + "\n").encode())
    print(connection.recv(4096).decode(), flush=True)
connection.close()
