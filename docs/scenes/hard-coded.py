"""A client that takes nothing from its command line."""
import socket
import sys

HOST = "tcpip.example.org"
try:
    socket.create_connection((HOST, 5000))
except socket.gaierror as error:
    print(f"{HOST}: {error.strerror}")
    sys.exit(1)
