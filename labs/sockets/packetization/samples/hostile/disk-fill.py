# case: 5
# does: writes one file in its own folder, and one in /tmp, until there is no more space; at most 3 GB.
# expect: limit:disk
import os
import sys

PIECE = os.urandom(1 << 20)
written = 0
refused = False
for name in ("big.bin", "/tmp/big.bin"):
    try:
        with open(name, "wb", buffering=0) as file:
            while written < 3 << 30:
                written += file.write(PIECE)
    except OSError as error:
        print(f"{name}: {error} after {written >> 20} MB", flush=True)
        refused = True
sys.exit(1 if refused else 0)
