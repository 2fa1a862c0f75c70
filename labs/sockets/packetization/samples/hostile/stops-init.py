# case: 16, 39
# does: attaches to process 1 as a debugger and ends without letting it go, which leaves process 1 stopped: anyone who
#       waits for it waits forever. Outside a sandbox, where more than 20 processes are visible, it refuses to run.
# expect: denied
# or: limit:idle (where the attempt works; nothing may be left behind either way)
import ctypes
import os
import sys

if sum(name.isdigit() for name in os.listdir("/proc")) > 20:
    sys.exit("many processes are visible: this is no sandbox")
libc = ctypes.CDLL(None, use_errno=True)
PTRACE_ATTACH = 16
if libc.ptrace(PTRACE_ATTACH, 1, None, None) == 0:
    print("GOT process 1", flush=True)
    sys.exit(66)
print(f"denied process 1: {os.strerror(ctypes.get_errno())}", flush=True)
