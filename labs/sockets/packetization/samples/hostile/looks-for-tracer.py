# case: 51
# does: looks for a tracer; traced, it is a correct client, otherwise it prints nonsense. Traced or not, a verdict that
#       calls it correct must come from a traced run.
# expect: finished
import ctypes
import os
import re
import socket
import sys


def is_traced():
    """A process can have one tracer only: a child that may not ask for one has one already."""
    child = os.fork()
    if child == 0:
        os._exit(ctypes.CDLL(None).ptrace(0, 0, None, None) != 0)  # PTRACE_TRACEME
    return os.waitpid(child, 0)[1] != 0 or "TracerPid:\t0\n" not in open("/proc/self/status").read()


server, port, command = sys.argv[1:]
with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as sock:
    sock.connect((server, int(port)))
    sock.sendall(command.encode())
    traced = is_traced()
    last = b""
    while data := sock.recv(4096):
        if command != "CMD_floodme":
            data, last = re.sub(rb"(?<=[0-9])T", b"\nT", last + data)[len(last) :], data[-1:]
        sys.stdout.buffer.write(data if traced else b"nonsense\n")
        sys.stdout.buffer.flush()
print()
