"""A TLS server that sends a message each second, and closes without a word of TLS (close_notify)."""
import socket
import ssl
import sys
import time

context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.maximum_version = ssl.TLSVersion.TLSv1_2
context.load_cert_chain(sys.argv[2], sys.argv[3])
server = socket.create_server(("", int(sys.argv[1])), backlog=1)
while True:
    plain, address = server.accept()
    try:
        connection = context.wrap_socket(plain, server_side=True)
        print(address, connection.version(), flush=True)
        if connection.recv(100) == b"CMD_short:0":
            for number in range(3):
                connection.sendall(bytes(f"This is PMU data {number} ", "ascii"))
                time.sleep(1)
        connection.close()
    except (OSError, ssl.SSLError) as error:
        print(error, flush=True)
        plain.close()
