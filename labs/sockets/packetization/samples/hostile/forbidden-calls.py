# case: 39, 41, 42, 43, 44, 50
# does: asks the kernel for what a judged program has no business with: new namespaces, mounts, other processes'
#       memory, kernel programs, keys, calls that evade the tracer. Says what was denied; exits with 66 if
#       anything was granted. Outside a sandbox, where more than 20 processes are visible, it refuses to run.
# expect: denied
import ctypes
import os
import platform
import struct
import sys
import time

if platform.machine() != "x86_64":
    sys.exit("the numbers of the calls are those of x86_64")
if sum(name.isdigit() for name in os.listdir("/proc")) > 20:
    sys.exit("many processes are visible: this is no sandbox")

libc = ctypes.CDLL(None, use_errno=True)
given = 0


def call(name, number, *args):
    global given
    ctypes.set_errno(0)
    args = [ctypes.c_long(value) if isinstance(value, int) else value for value in (number, *args)]
    result = libc.syscall(*args)
    error = ctypes.get_errno()
    if result == -1:
        print(f"denied {name}: {os.strerror(error)}", flush=True)
    else:
        given += 1
        print(f"GOT {name}: {result}", flush=True)


def in_child(action):
    """Runs an action in a child, so that what it is granted ends with it."""
    global given
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        given = 0
        try:
            action()
        finally:
            os._exit(min(given, 100))
    given += os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0


def pointer(size=256, *head):
    buffer = ctypes.create_string_buffer(size)
    for index, value in enumerate(head):
        ctypes.cast(buffer, ctypes.POINTER(ctypes.c_uint32))[index] = value
    return buffer


def first_address(process):
    """Where another process has memory, if that is readable."""
    try:
        return int(open(f"/proc/{process}/maps").read().split("-")[0], 16)
    except (OSError, ValueError):
        return 0x400000


UNSHARE = {
    "user": 0x10000000,
    "network": 0x40000000,
    "mount": 0x00020000,
    "process": 0x20000000,
    "host name": 0x04000000,
    "IPC": 0x08000000,
    "cgroup": 0x02000000,
}
for name, flag in UNSHARE.items():
    in_child(lambda: call(f"unshare({name})", 272, flag))
for name in ("net", "mnt", "pid", "user"):
    for process in ("1", str(os.getppid())):
        try:
            fd = os.open(f"/proc/{process}/ns/{name}", os.O_RDONLY)
        except OSError as error:
            print(f"denied /proc/{process}/ns/{name}: {error.strerror}", flush=True)
            continue
        if os.fstat(fd).st_ino != os.stat(f"/proc/self/ns/{name}").st_ino:
            in_child(lambda: call(f"setns({name} of {process})", 308, fd, 0))
in_child(lambda: call("mount(tmpfs)", 165, b"none", b"/tmp", b"tmpfs", 0, None))
in_child(lambda: call("mount(bind)", 165, b"/", b"/tmp", None, 4096, None))
in_child(lambda: call("mount(remount, rw)", 165, None, b"/", None, 32 | 4096, None))
in_child(lambda: call("umount(/proc)", 166, b"/proc", 2))
in_child(lambda: call("pivot_root", 155, b"/tmp", b"/tmp"))
in_child(lambda: call("chroot", 161, b"/tmp"))
in_child(lambda: call("open_tree(clone)", 428, -100, b"/", 1))
in_child(lambda: call("sethostname", 170, b"owned", 5))
in_child(lambda: call("setuid(0)", 105, 0))
for process in {1, os.getppid()} - {os.getpid()}:
    in_child(lambda: call(f"ptrace(seize, {process})", 101, 0x4206, process, 0, 0))
    target = ctypes.create_string_buffer(8)
    here = struct.pack("QQ", ctypes.addressof(target), 8)
    there = struct.pack("QQ", first_address(process), 8)
    in_child(lambda: call(f"process_vm_readv({process})", 310, process, here, 1, there, 1, 0))
in_child(lambda: call("bpf(map)", 321, 0, pointer(128, 2, 4, 8, 1), 72))
in_child(lambda: call("perf_event_open(all)", 298, pointer(128, 1, 128), -1, 0, -1, 0))
in_child(lambda: call("userfaultfd", 323, 0))
in_child(lambda: call("io_uring_setup", 425, 8, pointer()))
in_child(lambda: call("keyctl(session keyring)", 250, 0, -3, 0))
in_child(lambda: call("add_key", 248, b"user", b"shared", b"secret", 6, -4))
in_child(lambda: call("init_module", 175, pointer(), 16, b""))
in_child(lambda: call("kexec_load", 246, 0, 0, None, 0))
in_child(lambda: call("syslog(read all)", 103, 3, pointer(4096), 4096))
in_child(lambda: call("clock_settime", 227, 0, struct.pack("qq", int(time.time()), 0)))
in_child(lambda: call("open_by_handle_at", 304, -100, pointer(), 0))
in_child(lambda: call("socket(AF_VSOCK)", 41, 40, 1, 0))
in_child(lambda: call("socket(AF_ALG)", 41, 38, 5, 0))
in_child(lambda: call("ioctl(TIOCSTI)", 16, 0, 0x5412, b"x"))

for path in (
    "/proc/sys/kernel/core_pattern",
    "/proc/sysrq-trigger",
    "/proc/sys/net/ipv4/ip_forward",
    "/sys/fs/cgroup/cgroup.procs",
):
    try:
        os.close(os.open(path, os.O_WRONLY))
        given += 1
        print(f"GOT {path} for writing", flush=True)
    except OSError as error:
        print(f"denied {path}: {error.strerror}", flush=True)
try:
    status = open("/proc/self/status").read()
    if "NoNewPrivs:\t1" not in status:
        given += 1
        print("GOT no no_new_privs: setuid programs work", flush=True)
    print(*(line for line in status.splitlines() if line.startswith(("Cap", "NoNew", "Seccomp:"))), sep="\n", flush=True)
except OSError as error:
    print(f"/proc/self/status: {error}", flush=True)
sys.exit(66 if given else 0)
