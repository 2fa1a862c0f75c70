import select
import socket
import sys

listener = socket.create_server(("", int(sys.argv[1])))
waiting = {}  # the bytes of each client that are no line yet


def close(client):
    del waiting[client]
    client.close()


def take(client):
    try:
        data = client.recv(4096)
    except ConnectionError:
        data = b""
    *lines, waiting[client] = (waiting[client] + data).split(b"\n")
    for line in lines:
        if line == b"":
            return close(client)
        for other in list(waiting):
            if other is not client:
                try:
                    other.sendall(line + b"\n")
                except ConnectionError:
                    close(other)
    if data == b"":
        close(client)


while True:
    for ready in select.select([listener, *waiting], [], [])[0]:
        if ready is listener:
            waiting[listener.accept()[0]] = b""
        elif ready in waiting:
            take(ready)
