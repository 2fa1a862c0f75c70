# case: 45
# does: tries to reach what is not in its case: the Internet, a cloud's metadata, the gateway's other ports, its own
#       host's services. Says what it reached; exits with 66 if it reached anything.
# expect: denied
import errno
import os
import select
import socket
import struct
import sys
import time

server = sys.argv[1] if len(sys.argv) > 2 else "127.0.0.1"
server_port = int(sys.argv[2]) if len(sys.argv) > 2 else 5003
reached = 0


def gateway():
    """The default gateway, read from the kernel's table of routes."""
    for line in open("/proc/net/route").read().splitlines()[1:]:
        fields = line.split()
        if fields[1] == "00000000":
            return socket.inet_ntoa(struct.pack("<I", int(fields[2], 16)))
    return None


def begin_tcp(host, port):
    """Begins to connect and does not wait, because there are many to try."""
    sock = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    sock.setblocking(False)
    return host, port, sock, sock.connect_ex((host, port))


def end_tcp(host, port, sock, result):
    global reached
    if result == errno.EINPROGRESS:
        if select.select([], [sock], [], max(0, deadline - time.monotonic()))[1]:
            result = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        else:
            result = errno.ETIMEDOUT
    reached += result == 0
    print("denied" if result else "REACHED", host, "port", port, os.strerror(result), flush=True)


def try_udp(host, port):
    """Asks a name server; only an answer counts, because a datagram can be sent to nowhere."""
    global reached
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    question = bytes.fromhex("1234 0100 0001 0000 0000 0000 03 7777 77 07 6578616d706c65 03 636f6d 00 0001 0001")
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as sock:
            sock.settimeout(0.3)
            sock.sendto(question, (host, port))
            sock.recv(512)
        reached += 1
        print(f"REACHED {host} port {port} by UDP", flush=True)
    except OSError as error:
        print(f"denied {host} port {port} by UDP: {error}", flush=True)


targets = [(host, port) for host in ("8.8.8.8", "1.1.1.1", "2001:4860:4860::8888") for port in (53, 443)]
targets += [(host, 80) for host in ("169.254.169.254", "169.254.170.2", "fd00:ec2::254")]
near = {gateway(), "127.0.0.1", "::1", "172.17.0.1", "192.168.0.1", "192.168.1.1", "10.0.0.1"} - {None}
targets += [(host, port) for host in near for port in (22, 53, 80, 111, 443, 2375, 3000, 5432, 6379, 8080, 9090)]
attempts = [begin_tcp(*target) for target in targets if target != (server, server_port)]
deadline = time.monotonic() + 2
for one in attempts:
    end_tcp(*one)
for host in ("8.8.8.8", "1.1.1.1", "2001:4860:4860::8888"):
    try_udp(host, 53)
os.environ["RES_OPTIONS"] = "timeout:1 attempts:1"
try:
    socket.getaddrinfo("www.example.com", 80)
    reached += 1
    print("REACHED a name server", flush=True)
except OSError as error:
    print(f"denied name look-up: {error}", flush=True)
for path in ("/var/run/docker.sock", "/run/systemd/private", "/run/dbus/system_bus_socket", "\0/tmp/.X11-unix/X0"):
    with socket.socket(socket.AF_UNIX) as sock:
        result = sock.connect_ex(path)
    if result == 0:
        reached += 1
    print("REACHED" if result == 0 else "denied", repr(path), errno.errorcode.get(result, "ok"), flush=True)
sys.exit(66 if reached else 0)
