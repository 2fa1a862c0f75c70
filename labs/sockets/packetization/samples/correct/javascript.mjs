// Correct: passes the bytes on as they arrive; a T after a digit begins a new line.
import net from 'node:net';

const NEWLINE = 0x0a;
const LETTER_T = 0x54;
const isDigit = (byte) => byte >= 0x30 && byte <= 0x39;

if (process.argv.length !== 5) {
  console.error('usage: PDC <server> <port> <command>');
  process.exit(2);
}
const [server, port, command] = process.argv.slice(2);
const isText = command === 'CMD_floodme';

let previous = 0; // the last byte of the previous chunk
function withLineEnds(chunk) {
  const bytes = [];
  for (const byte of chunk) {
    if (byte === LETTER_T && isDigit(previous)) bytes.push(NEWLINE);
    bytes.push(byte);
    previous = byte;
  }
  return Buffer.from(bytes);
}

const socket = net.connect({ host: server, port: Number(port), family: 4 });
socket.on('connect', () => socket.write(command));
socket.on('data', (chunk) => process.stdout.write(isText ? chunk : withLineEnds(chunk)));
socket.on('end', () => {
  if (!isText) process.stdout.write('\n');
});
socket.on('error', (error) => {
  console.error(`PDC: ${server} port ${port}: ${error.message}`);
  process.exitCode = 1;
});
