"""A TLS client that compares the certificate itself, byte by byte, and closes TLS before TCP."""
import socket
import ssl
import sys

context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
context.check_hostname = False
context.verify_mode = ssl.CERT_NONE
plain = socket.create_connection(("localhost", 8443))
secure = context.wrap_socket(plain)
with open("server.pem") as file:
    if secure.getpeercert(binary_form=True) != ssl.PEM_cert_to_DER_cert(file.read()):
        sys.exit("this is another server")
print(ssl.OPENSSL_VERSION)
print("version of TLS:", secure.version())
secure.unwrap().close()
