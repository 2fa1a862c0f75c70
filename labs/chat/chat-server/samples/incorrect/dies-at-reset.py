import select
import socket
import sys

listener = socket.create_server(("", int(sys.argv[1])))
waiting = {}
while True:
    for ready in select.select([listener, *waiting], [], [])[0]:
        if ready is listener:
            waiting[listener.accept()[0]] = b""
            continue
        data = ready.recv(4096)
        *lines, waiting[ready] = (waiting[ready] + data).split(b"\n")
        for line in lines:
            for other in waiting:
                if other is not ready and line != b"":
                    other.sendall(line + b"\n")
        if data == b"" or b"" in lines:
            del waiting[ready]
            ready.close()
