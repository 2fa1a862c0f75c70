"""The close frame is not answered."""
import base64
import os
import socket
import struct
import sys


def frame(opcode, payload):
    mask = os.urandom(4)
    masked = bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload))
    return bytes([0x80 | opcode, 0x80 | len(payload)]) + mask + masked


def read_frame(stream):
    first, second = stream.read(2)
    length = second & 0x7F
    if length == 126:
        (length,) = struct.unpack("!H", stream.read(2))
    elif length == 127:
        (length,) = struct.unpack("!Q", stream.read(8))
    return first & 0x80, first & 0x0F, stream.read(length)


def main(server, port, command):
    with socket.create_connection((server, int(port))) as connection, connection.makefile("rb") as stream:
        key = base64.b64encode(os.urandom(16)).decode()
        connection.sendall(
            (
                f"GET / HTTP/1.1\r\nHost: {server}:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n"
            ).encode()
        )
        if b" 101 " not in stream.readline():
            sys.exit("no WebSocket here")
        while stream.readline() != b"\r\n":
            pass
        connection.sendall(frame(1, command.encode()))
        message = b""
        while True:
            is_last, opcode, payload = read_frame(stream)
            if opcode == 8:
                break
            if opcode == 9:
                connection.sendall(frame(10, payload))
            if opcode > 2:
                continue
            message += payload
            if is_last:
                print(message.decode(), flush=True)
                message = b""


main(*sys.argv[1:4])
