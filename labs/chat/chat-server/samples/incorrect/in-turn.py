import socket
import sys

connections = []


def say(line, speaker):
    for other in list(connections):
        if other is not speaker:
            try:
                other.sendall(line)
            except OSError:
                pass


listener = socket.create_server(("", int(sys.argv[1])))
for _ in range(2):
    connections.append(listener.accept()[0])
while connections:
    for connection in list(connections):
        data = connection.recv(4096)
        if data in (b"", b"\n"):
            connections.remove(connection)
            connection.close()
        else:
            say(data, connection)
