"""A server that sends back what a client sends, in capital letters: upper-server.py PORT"""
import socket
import sys

try:
    with socket.create_server(("", int(sys.argv[1]))) as listener:
        while True:
            connection, _ = listener.accept()
            with connection:
                while data := connection.recv(1024):
                    connection.sendall(data.upper())
except KeyboardInterrupt:
    pass
