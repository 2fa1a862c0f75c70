import socket
import sys

receiver = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
receiver.bind(("", int(sys.argv[1])))
receiver.listen()
while True:
    text, sender = receiver.recvfrom(2048)
    print(sender, text.decode(), flush=True)
