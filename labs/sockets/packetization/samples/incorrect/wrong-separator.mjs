// Incorrect (wrong-separator): writes all messages on one line, with commas between them.
import net from 'node:net';

if (process.argv.length !== 5) {
  console.error('usage: PDC <server> <port> <command>');
  process.exit(2);
}
const [server, port, command] = process.argv.slice(2);

const socket = net.connect({ host: server, port: Number(port), family: 4 });
socket.on('connect', () => socket.write(command));
let last = '';
socket.on('data', (chunk) => {
  if (command === 'CMD_floodme') {
    process.stdout.write(chunk);
    return;
  }
  const text = chunk.toString('latin1');
  process.stdout.write((last + text).replace(/(?<=[0-9])T/g, ', T').slice(last.length));
  last = text.slice(-1);
});
socket.on('end', () => process.stdout.write('\n'));
socket.on('error', (error) => {
  console.error(`PDC: ${server} port ${port}: ${error.message}`);
  process.exitCode = 1;
});
