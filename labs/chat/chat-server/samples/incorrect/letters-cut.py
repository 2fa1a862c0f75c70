import socket
import sys
import threading

connections = []


def say(line, speaker):
    for other in list(connections):
        if other is not speaker:
            try:
                other.sendall(line)
            except OSError:
                pass


def serve(connection):
    try:
        with connection:
            rest = ""
            while data := connection.recv(1024):
                *lines, rest = (rest + data.decode()).split("\n")
                for line in lines:
                    if line == "":
                        return
                    say((line + "\n").encode(), connection)
    except ConnectionError:
        pass
    connections.remove(connection)


listener = socket.create_server(("", int(sys.argv[1])))
while True:
    connection, address = listener.accept()
    connections.append(connection)
    threading.Thread(target=serve, args=[connection], daemon=True).start()
