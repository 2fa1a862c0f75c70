# case: 13
# does: ignores every signal that can be ignored, SIGTERM and SIGINT first, and works in small steps for five minutes.
# expect: limit:wall
import signal
import time

for number in range(1, signal.NSIG):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
end = time.monotonic() + 300
while time.monotonic() < end:
    print("still here", flush=True)
    time.sleep(0.2)
