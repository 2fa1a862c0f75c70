# case: 25
# does: closes stdin, stdout and stderr at once, so that the reader sees their end, and works on for two seconds.
# expect: finished
import os
import time

for fd in (0, 1, 2):
    os.close(fd)
time.sleep(2)
os._exit(0)
