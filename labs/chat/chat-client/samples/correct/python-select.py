import selectors
import socket
import sys

sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
sock.connect((sys.argv[1], int(sys.argv[2])))
stdin = sys.stdin.buffer.raw
selector = selectors.DefaultSelector()
selector.register(sock, selectors.EVENT_READ)
selector.register(stdin, selectors.EVENT_READ)
typed = b""
while True:
    for key, _ in selector.select():
        if key.fileobj is sock:
            data = sock.recv(4096)
            if not data:
                sys.exit("the server has closed")
            # The newlines are in the bytes: they need no decoding here.
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
            continue
        data = stdin.read(4096)
        typed += data
        while b"\n" in typed:
            line, typed = typed.split(b"\n", 1)
            if line == b"":
                sock.sendall(b"\n")
                sys.exit()
            sock.sendall(line + b"\n")
        if not data:
            sys.exit()
