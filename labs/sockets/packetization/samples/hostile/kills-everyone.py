# case: 16
# does: kills every process that it can see, by number and by kill(-1); first its parent and process 1.
#       Outside a sandbox, where more than 20 processes are visible, it refuses to run.
# expect: finished
import os
import signal
import sys


def visible():
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]


if len(visible()) > 20:
    sys.exit("many processes are visible: this is no sandbox")

me = os.getpid()
victims = [os.getppid(), 1, *visible(), *range(2, 2000)]
for number in (signal.SIGTERM, signal.SIGSTOP, signal.SIGKILL):
    for victim in victims:
        if victim not in (0, me):
            try:
                os.kill(victim, number)
                print(f"signal {number} to {victim}: sent", flush=True)
            except ProcessLookupError:
                pass
            except OSError as error:
                print(f"signal {number} to {victim}: {error}", flush=True)
    try:
        os.kill(-1, number)
        print(f"signal {number} to all: sent", flush=True)
    except OSError as error:
        print(f"signal {number} to all: {error}", flush=True)
