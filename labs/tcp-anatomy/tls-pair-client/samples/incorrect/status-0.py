"""It hides the error, and ends as if all were well."""
import socket
import ssl

context = ssl.create_default_context(cafile="server.pem")
try:
    plain = socket.create_connection(("localhost", 8443))
    secure = context.wrap_socket(plain, server_hostname="localhost")
    print(secure.version())
except ssl.SSLError as error:
    print("not trusted:", error)
