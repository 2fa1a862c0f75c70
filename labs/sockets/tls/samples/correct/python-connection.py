"""A TLS server that wraps each connection, says goodbye by close_notify, and sends ninety messages with line ends."""
import socket
import ssl
import sys


def serve(connection):
    command = connection.recv(1024).decode()
    if command.startswith("CMD_short"):
        for number in range(90):
            connection.send(f"This is PMU data {number}\r\n".encode())
    connection.unwrap()


context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
context.load_cert_chain(certfile=sys.argv[2], keyfile=sys.argv[3])
server = socket.socket()
server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
server.bind(("localhost", int(sys.argv[1])))
server.listen()
while True:
    connection, address = server.accept()
    try:
        connection = context.wrap_socket(connection, server_side=True)
        serve(connection)
    except Exception as error:
        print(address, error, file=sys.stderr)
    finally:
        connection.close()
