import socket
import sys
import threading

connections = []


def serve(connection):
    try:
        with connection.makefile("rb") as lines:
            for line in lines:
                if line == b"\n":
                    break
                for other in connections:
                    if other is not connection:
                        other.sendall(line)
    except ConnectionError:
        pass
    # It is closed, and still in the list.
    connection.close()


listener = socket.create_server(("", int(sys.argv[1])))
while True:
    connection, address = listener.accept()
    connections.insert(0, connection)
    threading.Thread(target=serve, args=[connection], daemon=True).start()
