# case: 36, 37, 38
# does: tries to open what is not its own: environments and memory of others, password files, keys, the folders
#       above, inherited descriptors. Says only which of them could be read, and how much; exits with 66 if any could.
# expect: denied
import glob
import os
import stat
import sys

MINE = str(os.getpid())
found = 0


def try_to_read(path):
    """Reports whether at least one byte of a file can be read; its content is discarded."""
    global found
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            return
        with open(path, "rb", buffering=0) as file:
            size = len(file.read(4096))
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError as error:
        print(f"denied {path}: {error.strerror}", flush=True)
        return
    if size > 0:
        found += 1
        print(f"GOT {path}: {size} bytes", flush=True)


def compare_environment(path):
    """Another process's environment is not a secret when it holds no more than one's own."""
    global found
    try:
        with open(path, "rb") as file:
            names = {entry.split(b"=")[0] for entry in file.read().split(b"\0") if entry}
    except OSError as error:
        print(f"denied {path}: {error.strerror}", flush=True)
        return
    more = names - set(os.environb)
    if more:
        found += 1
        print(f"GOT {path}: {len(more)} variables that are not mine", flush=True)


for process in glob.glob("/proc/[0-9]*"):
    if os.path.basename(process) == MINE:
        continue
    compare_environment(f"{process}/environ")
    for name in ("mem", "root/etc/shadow"):
        try_to_read(f"{process}/{name}")
    for link in ("cwd", "exe", "fd/0"):
        try:
            print(f"{process}/{link} -> {os.readlink(f'{process}/{link}')}", flush=True)
        except OSError as error:
            print(f"denied {process}/{link}: {error.strerror}", flush=True)

for pattern in (
    "/etc/shadow",
    "/etc/gshadow",
    "/etc/ssl/private/*",
    "/etc/ssh/ssh_host_*_key",
    "/root/.*",
    "/home/*/.*",
    "/root/.ssh/*",
    "/home/*/.ssh/*",
    "/proc/kcore",
    "/proc/sysrq-trigger",
    "/dev/mem",
    "/dev/sda",
    "/var/run/docker.sock",
    "/run/secrets/*",
    "/var/lib/*/*.key",
    "/sys/fs/cgroup/release_agent",
):
    for path in glob.glob(pattern):
        try_to_read(path)

# What another student, or the judge, may have left in the folders above and in those that are shared.
for folder in ("..", "../..", "/tmp", "/var/tmp", "/run"):
    for directory, folders, files in os.walk(folder):
        if os.path.abspath(directory).startswith(("/proc", "/sys", "/dev", "/usr", "/etc", "/opt", os.getcwd())):
            folders.clear()
            continue
        if directory.count("/") > 4:
            folders.clear()
        if os.path.abspath(directory) != "/":
            for name in files:
                path = os.path.abspath(os.path.join(directory, name))
                if path != "/wireside/no-keylog-warning.cjs":  # a script of the sandbox, the same for everyone
                    try_to_read(path)

for number in sorted(int(name) for name in os.listdir("/proc/self/fd")):
    if number > 2:
        try:
            target = os.readlink(f"/proc/self/fd/{number}")
        except FileNotFoundError:
            continue  # it was the one that listed the folder
        found += 1
        print(f"GOT descriptor {number}: {target}", flush=True)
print("environment:", *sorted(os.environ), flush=True)
sys.exit(66 if found else 0)
