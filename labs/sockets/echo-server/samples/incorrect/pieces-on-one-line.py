import socket
import sys

with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("", int(sys.argv[1])))
    listener.listen(1)
    while True:
        connection, address = listener.accept()
        print("client", address, flush=True)
        with connection:
            while piece := connection.recv(16):
                print(piece.decode(), end="", flush=True)
                connection.sendall(piece)
            print("no more data", flush=True)
