# case: 8
# does: opens sockets and binds them to ports until it is refused, 60,000 at most, and keeps them to its end.
# expect: finished
import resource
import socket

# Take all that the hard limit gives.
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
