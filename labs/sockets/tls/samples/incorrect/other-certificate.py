"""Shows a certificate of its own, self-signed, which is written into the program."""
import socket
import ssl
import sys
import tempfile

OWN = """\
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgu4zxml/nzALFtlgB
8Lg5aUUXjTCYAA8i70xo1Bd1YyahRANCAAR/tQMLV3a7wOf2XhMiQH38P6N692kH
pHeDPGw3afobNUdPJhb2BdwRQpPHQLTHsKoDjtZWzJ3xzJ6TfT0T388C
-----END PRIVATE KEY-----
-----BEGIN CERTIFICATE-----
MIIBljCCATugAwIBAgIUE6XO0uM9HiEfyfBKQRV3Pnzp7XwwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyNzA3MDUwM1oYDzIxMjYxMTAz
MDcwNTAzWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAR/tQMLV3a7wOf2XhMiQH38P6N692kHpHeDPGw3afobNUdPJhb2BdwR
QpPHQLTHsKoDjtZWzJ3xzJ6TfT0T388Co2kwZzAdBgNVHQ4EFgQUU+WTEhgFGtGS
ELAx0o7ZC436WsswHwYDVR0jBBgwFoAUU+WTEhgFGtGSELAx0o7ZC436WsswDwYD
VR0TAQH/BAUwAwEB/zAUBgNVHREEDTALgglsb2NhbGhvc3QwCgYIKoZIzj0EAwID
SQAwRgIhAIZIYA4XKEW7FnHx3159iTmWuDRWIwilIEWZ5Y5vFoLdAiEAlpEwgPPK
kSOYFeTYu3DdaPjubFaoa0hD/2o3KdBfFm4=
-----END CERTIFICATE-----
"""

context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
with tempfile.NamedTemporaryFile("w", suffix=".pem") as file:
    file.write(OWN)
    file.flush()
    context.load_cert_chain(file.name)
server = socket.create_server(("127.0.0.1", int(sys.argv[1])))
while True:
    plain, address = server.accept()
    try:
        with context.wrap_socket(plain, server_side=True) as connection:
            if connection.recv(1024) == b"CMD_short:0":
                connection.sendall(b"This is PMU data 0")
    except OSError as error:
        print(error, file=sys.stderr)
        plain.close()
