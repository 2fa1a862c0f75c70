# case: 11
# does: stops itself with SIGSTOP, so that it neither runs nor answers SIGTERM.
# expect: limit:idle
import os
import signal

print("stopping", flush=True)
os.kill(os.getpid(), signal.SIGSTOP)
print("someone woke me", flush=True)
