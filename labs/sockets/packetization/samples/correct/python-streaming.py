# Correct: passes the bytes on as they arrive and starts a new line wherever a message begins.
import socket
import sys

MARK = b"This is PMU data "


def held_back(data):
    """Returns how many bytes at the end of data may be the beginning of a MARK."""
    for size in range(min(len(MARK) - 1, len(data)), 0, -1):
        if data.endswith(MARK[:size]):
            return size
    return 0


def show(data):
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def show_messages(sock):
    rest = b""
    first = True
    while data := sock.recv(4096):
        data = rest + data
        cut = len(data) - held_back(data)
        ready, rest = data[:cut], data[cut:]
        ready = ready.replace(MARK, b"\n" + MARK)
        if first and ready:
            ready = ready.removeprefix(b"\n")
            first = False
        show(ready)
    show(rest + b"\n")


def show_text(sock):
    while data := sock.recv(65536):
        show(data)


def main():
    if len(sys.argv) != 4:
        print("usage: PDC <server> <port> <command>", file=sys.stderr)
        return 2
    server, port, command = sys.argv[1:]
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as sock:
            sock.connect((server, int(port)))
            sock.sendall(command.encode())
            if command == "CMD_floodme":
                show_text(sock)
            else:
                show_messages(sock)
    except (OSError, ValueError, OverflowError) as error:
        print(f"PDC: {server} port {port}: {error}", file=sys.stderr)
        return 1
    return 0


sys.exit(main())
