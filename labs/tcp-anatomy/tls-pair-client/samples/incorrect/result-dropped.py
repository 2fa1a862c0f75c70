"""The result of wrapping is dropped, and the socket from before is used."""
import socket
import ssl

context = ssl.create_default_context(cafile="server.pem")
plain = socket.create_connection(("localhost", 8443))
context.wrap_socket(plain, server_hostname="localhost", do_handshake_on_connect=False)
plain.sendall(b"hello\n")
print("TLSv1.3")
