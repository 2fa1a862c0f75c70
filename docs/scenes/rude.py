"""A client that sends ten bytes, and resets the connection: rude.py HOST PORT"""
import socket
import struct
import sys

host, port = sys.argv[1:]
connection = socket.create_connection((host, int(port)))
connection.sendall(b"0123456789")
# To linger for 0 seconds means: close() sends a reset instead of a FIN, see socket(7).
connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
connection.close()
