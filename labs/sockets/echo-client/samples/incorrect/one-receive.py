import signal
import socket
import sys

server, port, sentence = sys.argv[1], int(sys.argv[2]), sys.argv[3].encode()
with socket.create_connection((server, port)) as connection:
    connection.sendall(sentence)
    left = len(sentence)
    if piece := connection.recv(16):
        print("received", piece.decode(), flush=True)
        left -= len(piece)
    try:
        signal.pause()
    except KeyboardInterrupt:
        print("interrupted")
