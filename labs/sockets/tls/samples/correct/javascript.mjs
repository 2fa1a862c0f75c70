// A TLS server by events: node:tls does the handshake, and reports a client only after it.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:tls';

const [port, certificate, key] = process.argv.slice(2);
const server = createServer({ cert: readFileSync(certificate), key: readFileSync(key) }, (socket) => {
  socket.on('error', (error) => console.error(error.message));
  socket.once('data', (command) => {
    if (command.toString() !== 'CMD_short:0') return socket.end();
    for (let number = 0; number < 12; number++) socket.write(`This is PMU data ${number}`);
    socket.end();
  });
});
server.on('tlsClientError', (error) => console.error(error.message));
server.listen(Number(port));
