import socket
import sys

receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
receiver.bind(("127.0.0.1", int(sys.argv[1])))
while True:
    text, sender = receiver.recvfrom(2048)
    print(sender, text.decode(), flush=True)
