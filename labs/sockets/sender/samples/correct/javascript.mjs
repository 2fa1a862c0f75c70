// Reads lines by the module readline, and closes the socket when the last one has been sent.
import { createSocket } from 'node:dgram';
import { createInterface } from 'node:readline';

const [group, port, sciper] = process.argv.slice(2);
const sender = createSocket('udp4');
let pending = 0;
let hasEnded = false;
const closeIfDone = () => hasEnded && pending === 0 && sender.close();
const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  pending++;
  sender.send(sciper + line, Number(port), group, () => {
    pending--;
    closeIfDone();
  });
});
lines.on('close', () => {
  hasEnded = true;
  closeIfDone();
});
