"""Makes a TCP socket."""
import socket
import sys

group, port = sys.argv[1], int(sys.argv[2])
receiver = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
receiver.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
receiver.bind(("", port))
receiver.listen()
while True:
    connection, address = receiver.accept()
    print(connection.recv(65535)[6:].decode(errors="replace"), flush=True)
