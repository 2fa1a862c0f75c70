// A TLS server of node:tls, which ends the connection after the line.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:tls';

const server = createServer(
  { cert: readFileSync('server.pem'), key: readFileSync('server.key') },
  (socket) => {
    socket.on('error', (error) => console.error(error.message));
    socket.end(`hello, over ${socket.getProtocol()}\n`);
  },
);
server.on('tlsClientError', (error) => console.error(error.message));
server.listen(8443);
