import socket
import sys

connection = socket.create_connection((sys.argv[1], int(sys.argv[2])))

while data := connection.recv(4096):
    print(data.decode(), flush=True)
    line = input()
    if line == "":
        break
    connection.sendall((line + "\n").encode())
connection.close()
