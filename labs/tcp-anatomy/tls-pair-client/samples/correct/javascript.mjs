// A TLS client of node:tls. Node completes the handshake and then compares the certificate with those that it trusts.
import { readFileSync } from 'node:fs';
import { connect } from 'node:tls';

const socket = connect({ host: 'localhost', port: 8443, ca: readFileSync('server.pem') }, () => {
  console.log(`protocol: ${socket.getProtocol()}`);
  socket.end();
});
socket.resume();
socket.on('error', (error) => {
  console.error(error.message);
  process.exitCode = 1;
});
