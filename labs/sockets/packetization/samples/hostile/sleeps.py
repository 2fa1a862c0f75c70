# case: 10
# does: sleeps for ten minutes.
# expect: limit:idle
import time

print("good night", flush=True)
time.sleep(600)
