# case: 4
# does: hides memory where no process has it: files in /tmp and /dev/shm, memfds, full pipes; 3 GB at most.
# expect: limit:memory
# or: limit:disk (where those folders have a size of their own)
import fcntl
import itertools
import os

PIECE = b"\xa5" * (16 << 20)
BOUND = 3 << 30
taken = 0


def fill(name, fd):
    """Writes to fd until it is refused; returns how much it accepted."""
    global taken
    before = taken
    try:
        while taken < BOUND:
            taken += os.write(fd, PIECE)
    except OSError as error:
        print(f"{name}: {error}", flush=True)
    print(f"{name}: {(taken - before) >> 20} MB", flush=True)


for folder in ("/dev/shm", "/tmp"):
    try:
        fill(folder, os.open(f"{folder}/hidden", os.O_CREAT | os.O_WRONLY, 0o600))
    except OSError as error:
        print(f"{folder}: {error}", flush=True)

pipes = []
try:
    for _ in range(200):
        pipes.append(os.pipe())
        fcntl.fcntl(pipes[-1][1], fcntl.F_SETPIPE_SZ, 1 << 20)
        os.set_blocking(pipes[-1][1], False)
        taken += os.write(pipes[-1][1], PIECE)
except OSError as error:
    print(f"pipe {len(pipes)}: {error}", flush=True)

for number in itertools.count():
    if taken >= BOUND or number == 10:
        break
    fill(f"memfd {number}", os.memfd_create("hidden"))
