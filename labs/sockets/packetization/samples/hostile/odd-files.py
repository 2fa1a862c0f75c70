# case: 28, 31
# does: fills its folder with what is not a regular file: links to everywhere, loops, devices, FIFOs, sockets, setuid bits.
# expect: finished
import os
import socket
import stat


def attempt(what, action):
    try:
        action()
        print(f"made {what}", flush=True)
    except OSError as error:
        print(f"{what}: {error}", flush=True)


def bind(path):
    socket.socket(socket.AF_UNIX).bind(path)


def copy_with_bits(path):
    with open(path, "wb") as file:
        file.write(b"#!/bin/sh\nid\n")
    os.chmod(path, 0o6755)


os.makedirs("odd", exist_ok=True)
os.chdir("odd")
for name, target in {
    "output.txt": "/etc/passwd",
    "run.json": "/etc/shadow",
    "up": "..",
    "root": "/",
    "far": "../../../../../../../../etc/passwd",
    "self": "self",
    "ring-a": "ring-b",
    "ring-b": "ring-a",
    "zero": "/dev/zero",
    "stdin": "/proc/self/fd/0",
    "process": "/proc/1/root",
    "long": "x" * 4000,
}.items():
    attempt(f"link {name}", lambda: os.symlink(target, name))
for name, target in {"hard-passwd": "/etc/passwd", "hard-shell": "/bin/sh"}.items():
    attempt(f"hard link {name}", lambda: os.link(target, name))
attempt("FIFO", lambda: os.mkfifo("fifo"))
attempt("FIFO with a log's name", lambda: os.mkfifo("wire.pcapng"))
attempt("socket", lambda: bind("socket"))
attempt("setuid file", lambda: copy_with_bits("setuid.sh"))
attempt("disk device", lambda: os.mknod("sda", stat.S_IFBLK | 0o666, os.makedev(8, 0)))
attempt("memory device", lambda: os.mknod("mem", stat.S_IFCHR | 0o666, os.makedev(1, 1)))
attempt("folder in place of a file", lambda: os.mkdir("output.ndjson"))
