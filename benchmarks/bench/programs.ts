/** The programs that the benchmark runs, in Python like most submissions. */

/** A correct client: sends the command in its third argument and prints what it receives. */
export const CLIENT = `import socket, sys
s = socket.create_connection((sys.argv[1], int(sys.argv[2])))
s.sendall(sys.argv[3].encode())
while data := s.recv(4096):
    sys.stdout.buffer.write(data)
`;

/** Receives a flood in reads of the size in its third argument, and prints only the number of bytes. */
export const READER = `import socket, sys
s = socket.create_connection((sys.argv[1], int(sys.argv[2])))
s.sendall(b"CMD_floodme")
size = int(sys.argv[3])
total = 0
while data := s.recv(size):
    total += len(data)
print(total)
`;
