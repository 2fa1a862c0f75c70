# case: 20
# does: writes one line of 100 MB that never ends.
# expect: limit:output
import sys

for _ in range(100):
    sys.stdout.write("This is PMU data 0" * 58_254)
    sys.stdout.flush()
