"""The PDC: connects, sends the command, and shows the answer until the server closes."""
import os
import socket
import sys

from splitter import Splitter


def main():
    if len(sys.argv) != 4:
        print("usage: PDC <server> <port> <command>", file=sys.stderr)
        return 2
    server, port, command = sys.argv[1:]
    try:
        sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        sock.connect((server, int(port)))
        sock.sendall(command.encode())
        stream = iter(lambda: sock.recv(16384), b"")
        if command != "CMD_floodme":
            stream = Splitter().lines(stream)
        # An unbuffered file: what is written is shown at once, without a flush.
        with os.fdopen(1, "wb", buffering=0) as out:
            for piece in stream:
                while piece:
                    piece = piece[out.write(piece) :]
    except (OSError, ValueError, OverflowError) as error:
        print(f"PDC: {server} port {port}: {error}", file=sys.stderr)
        return 1
    return 0


sys.exit(main())
