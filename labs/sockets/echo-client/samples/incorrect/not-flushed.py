import os
import signal
import socket
import sys

signal.signal(signal.SIGINT, lambda *_: os._exit(0))

server, port, sentence = sys.argv[1], int(sys.argv[2]), sys.argv[3].encode()
with socket.create_connection((server, port)) as connection:
    connection.sendall(sentence)
    left = len(sentence)
    while left > 0 and (piece := connection.recv(8)):
        print("received", piece.decode())
        left -= len(piece)
    try:
        signal.pause()
    except KeyboardInterrupt:
        print("interrupted")
