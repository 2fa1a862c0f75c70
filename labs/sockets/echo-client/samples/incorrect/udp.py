import socket
import sys

server, port, sentence = sys.argv[1], int(sys.argv[2]), sys.argv[3].encode()
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
    sender.sendto(sentence, (server, port))
    print("received", sender.recv(16).decode(), flush=True)
