# case: 33
# does: leaves trees of mode 000, and names that trip a careless clean-up: options, newlines, invalid UTF-8.
# expect: finished
import os

os.makedirs("locked/inner/innermost", exist_ok=True)
NAMES = (b"-rf", b"--no-preserve-root", b"*", b"$(reboot)", b"; reboot", b"line\nend", b"\xff\xfe", b" ", b"n" * 255)
for name in NAMES:
    for folder in (b"locked", b"locked/inner"):
        try:
            with open(folder + b"/" + name, "wb") as file:
                file.write(b"x")
            os.chmod(folder + b"/" + name, 0)
        except OSError as error:
            print(error, flush=True)
for folder in ("locked/inner/innermost", "locked/inner", "locked"):
    os.chmod(folder, 0)
# Its own file and its own folder last, but only in a sandbox, where few processes are visible.
if sum(name.isdigit() for name in os.listdir("/proc")) <= 20:
    for path in (__file__, "."):
        try:
            os.chmod(path, 0)
        except OSError as error:
            print(error, flush=True)
print("locked", flush=True)
