# case: 47
# does: tries to create sockets that write whole packets: raw, packet, transparent, with their own header; and to
#       change the network configuration. Exits with 66 if anything was granted. Outside a sandbox, where more than 20
#       processes are visible, it refuses to run.
# expect: denied
import fcntl
import os
import socket
import struct
import sys

if sum(name.isdigit() for name in os.listdir("/proc")) > 20:
    sys.exit("many processes are visible: this is no sandbox")
given = 0


def attempt(what, action):
    global given
    try:
        action()
        given += 1
        print(f"GOT {what}", flush=True)
    except OSError as error:
        print(f"denied {what}: {error}", flush=True)


def with_option(level, option, value=1):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.setsockopt(level, option, value)


def interface_down():
    name = struct.pack("16sH14x", socket.if_indextoname(1).encode(), 0)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        fcntl.ioctl(sock, 0x8914, name)  # SIOCSIFFLAGS


def add_route():
    header = struct.pack("IHHII", 28, 24, 0x605, 1, 0)  # RTM_NEWROUTE, a default route to lo
    body = struct.pack("BBBBBBBBI", socket.AF_INET, 0, 0, 0, 254, 4, 253, 1, 0)
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0) as sock:
        sock.send(header + body)
        answer = sock.recv(4096)
    code = struct.unpack_from("i", answer, 16)[0]
    if code != 0:
        raise OSError(-code, "refused by netlink")


attempt("AF_PACKET", lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3)))
attempt("AF_PACKET, cooked", lambda: socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(3)))
for name, protocol in (("ICMP", 1), ("TCP", 6), ("UDP", 17), ("header of its own", 255)):
    attempt(f"raw IPv4, {name}", lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, protocol))
attempt("raw IPv6, ICMPv6", lambda: socket.socket(socket.AF_INET6, socket.SOCK_RAW, 58))
attempt("IP_TRANSPARENT", lambda: with_option(socket.SOL_IP, 19))
attempt("SO_MARK", lambda: with_option(socket.SOL_SOCKET, 36))
attempt("SO_RCVBUFFORCE", lambda: with_option(socket.SOL_SOCKET, 33, 1 << 30))
attempt("interface down", interface_down)
attempt("route added", add_route)
sys.exit(66 if given else 0)
