import socket
import sys

server, port, sentence = sys.argv[1], int(sys.argv[2]), sys.argv[3].encode()
with socket.create_connection((server, port)) as connection:
    connection.sendall(str(sentence).encode())
    left = len(str(sentence))
    while left > 0 and (piece := connection.recv(8)):
        print("received", piece.decode(), flush=True)
        left -= len(piece)
    try:
        connection.recv(1)
    except KeyboardInterrupt:
        print("interrupted")
