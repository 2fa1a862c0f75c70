"""A TLS server whose answer is one message, after a line end; each client has a thread of its own."""
import socketserver
import ssl
import sys


class Handler(socketserver.BaseRequestHandler):
    def handle(self):
        try:
            connection = context.wrap_socket(self.request, server_side=True)
            if "CMD_short:0" in connection.recv(2048).decode("ascii"):
                connection.sendall(b"\nThis is PMU data 0")
            connection.close()
        except OSError:
            pass


context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(sys.argv[2], sys.argv[3])
socketserver.ThreadingTCPServer.allow_reuse_address = True
socketserver.ThreadingTCPServer.daemon_threads = True
socketserver.ThreadingTCPServer(("", int(sys.argv[1])), Handler).serve_forever()
