# case: 10
# does: sleeps, ten minutes long.
# expect: limit:idle
import time

print("good night", flush=True)
time.sleep(600)
