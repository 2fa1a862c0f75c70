"""A server that sends back what a client sends, to one client after the other: echo-server.py PORT"""
import socket
import sys

try:
    with socket.create_server(("", int(sys.argv[1]))) as listener:
        for number in range(1, 1000):
            connection, _ = listener.accept()
            with connection:
                count = 0
                try:
                    while data := connection.recv(1024):
                        count += len(data)
                        connection.sendall(data)
                    print(f"client {number}: {count} bytes, then the end", flush=True)
                except ConnectionError:
                    print(f"client {number}: a reset", flush=True)
except KeyboardInterrupt:
    pass
