"""A thread for each client; the list of connections is shared."""

import socket
import sys
import threading

lock = threading.Lock()
connections = []


def serve(connection):
    try:
        with connection, connection.makefile("rb") as lines:
            for line in lines:
                if line.strip(b"\r\n") == b"":
                    break
                with lock:
                    others = [one for one in connections if one is not connection]
                    for other in others:
                        try:
                            other.sendall(line)
                        except OSError:
                            pass  # Its own thread will notice.
    except ConnectionError as error:
        print("a client left:", error, flush=True)
    finally:
        with lock:
            connections.remove(connection)


with socket.socket() as listener:
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("", int(sys.argv[1])))
    listener.listen()
    while True:
        connection, address = listener.accept()
        print("from", address, flush=True)
        with lock:
            connections.append(connection)
        threading.Thread(target=serve, args=[connection], daemon=True).start()
