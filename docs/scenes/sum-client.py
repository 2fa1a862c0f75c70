"""Has a server add up numbers: sum-client.py HOST PORT NUMBER..."""
import socket
import sys

host, port, *numbers = sys.argv[1:]
with socket.create_connection((host, int(port))) as connection:
    for number in numbers:
        connection.sendall(f"{number}\n".encode())
    connection.shutdown(socket.SHUT_WR)  # no more numbers; close() would end the other direction too
    print(connection.makefile().readline().strip())
