// Gives the key where the certificate belongs, and the certificate where the key belongs.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:tls';

const [port, key, certificate] = process.argv.slice(2);
const server = createServer({ cert: readFileSync(certificate), key: readFileSync(key) }, (socket) => {
  socket.on('error', (error) => console.error(error.message));
  socket.once('data', () => socket.end('This is PMU data 0'));
});
server.listen(Number(port));
