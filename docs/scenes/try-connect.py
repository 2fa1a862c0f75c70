"""Tries to connect, for at most two seconds: try-connect.py HOST PORT"""
import socket
import sys

host, port = sys.argv[1:]
try:
    socket.create_connection((host, int(port)), timeout=2)
    print("connected")
except ConnectionRefusedError:
    print("refused")
except TimeoutError:
    print("no answer in 2 s")
