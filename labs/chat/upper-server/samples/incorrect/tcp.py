import socket
import sys

listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
listener.bind(("", int(sys.argv[1])))
listener.listen()
while True:
    connection, client = listener.accept()
    while data := connection.recv(65535):
        connection.sendall(data.upper())
    connection.close()
