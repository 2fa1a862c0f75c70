"""Welcomes one client, and waits for Ctrl-C: restart-server.py PORT [reuse]"""
import socket
import sys

listener = socket.socket()
if "reuse" in sys.argv:
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
try:
    listener.bind(("", int(sys.argv[1])))
except OSError as error:
    print(f"bind: {error.strerror}")
    sys.exit(1)
listener.listen()
try:
    print("listens", flush=True)
    connection, _ = listener.accept()
    connection.sendall(b"welcome\n")
    connection.recv(1)
except KeyboardInterrupt:
    print("ends")
