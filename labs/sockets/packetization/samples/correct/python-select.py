# Correct: shows a message when the next one begins, or its line so far when nothing arrives for a moment.
import re
import select
import socket
import sys

MARK = b"This is PMU data "
MESSAGE = re.compile(MARK + rb"[0-9]+")
QUIET = 0.05  # seconds


def show(data):
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def show_messages(sock):
    buffer = b""  # all of the message that is being received
    shown = 0  # how much of it is on the screen
    while True:
        quiet = not select.select([sock], [], [], QUIET)[0]
        if quiet and (message := MESSAGE.match(buffer)):
            # Show the message, but do not end the line: more digits may follow.
            show(buffer[shown : message.end()])
            shown = message.end()
        data = sock.recv(4096)
        if not data:
            break
        buffer += data
        while (end := buffer.find(MARK, 1)) > 0:
            show(buffer[shown:end] + b"\n")
            buffer, shown = buffer[end:], 0
    show(buffer[shown:] + b"\n")


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
