# case: 20
# does: writes one byte a second and no newline, so that it is never quite idle; for ten minutes.
# expect: limit:wall
import sys
import time

for _ in range(600):
    sys.stdout.write("x")
    sys.stdout.flush()
    time.sleep(1)
