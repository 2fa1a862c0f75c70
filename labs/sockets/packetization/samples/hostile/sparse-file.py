# case: 7
# does: leaves files of 1 TiB that hold nothing, under names that a collector of results may read.
# expect: finished
import os

for name in ("output.txt", "stdout", "output.ndjson", "wire.pcapng", "core", "/tmp/output.txt"):
    try:
        fd = os.open(name, os.O_CREAT | os.O_WRONLY, 0o644)
        os.ftruncate(fd, 1 << 40)
        os.pwrite(fd, b"the end\n", (1 << 40) - 8)
        os.close(fd)
        print(f"{name}: {os.stat(name).st_size} bytes", flush=True)
    except OSError as error:
        print(f"{name}: {error}", flush=True)
