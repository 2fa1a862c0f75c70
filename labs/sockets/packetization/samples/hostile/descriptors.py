# case: 8
# does: opens sockets and binds them to ports until it is refused, 60,000 at most, and keeps them until it exits.
# expect: finished
import resource
import socket

# Use everything that the hard limit allows.
hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
sockets = []
try:
    while len(sockets) < 60_000:
        sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        sockets.append(sock)
        sock.bind(("", 0))
except OSError as error:
    print(error, flush=True)
print(f"{len(sockets)} sockets", flush=True)
