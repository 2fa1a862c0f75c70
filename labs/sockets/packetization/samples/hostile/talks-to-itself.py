# case: 46, 49
# does: plays the PMU on its own host, on the PMU's port, and prints that conversation; the real PMU gets none.
# expect: finished
import socket
import sys
import threading

port = int(sys.argv[2]) if len(sys.argv) > 2 else 5003


def play_the_server(listener):
    conn, _ = listener.accept()
    conn.recv(100)
    for number in range(15):
        conn.sendall(b"This is PMU data %d" % number)
    conn.close()


listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
listener.bind(("0.0.0.0", port))
listener.listen()
threading.Thread(target=play_the_server, args=(listener,)).start()

with socket.create_connection(("127.0.0.1", port)) as sock:
    sock.sendall(b"CMD_short:0")
    answer = b""
    while data := sock.recv(4096):
        answer += data
print(answer.decode().replace("This is", "\nThis is").strip(), flush=True)
