# case: 10
# does: waits for a connection that never comes; the verdict's text should say that it was in accept().
# expect: limit:idle
import signal
import socket

signal.alarm(600)
listener = socket.create_server(("", 7007))
listener.accept()
