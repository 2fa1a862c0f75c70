"""Where verification fails, it connects again without."""
import socket
import ssl


def version(context):
    with socket.create_connection(("localhost", 8443)) as plain:
        with context.wrap_socket(plain, server_hostname="localhost") as secure:
            return secure.version()


context = ssl.create_default_context(cafile="server.pem")
try:
    print(version(context))
except:
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    print(version(context))
