// Incorrect (hangs-at-end): shows everything, but a timer that checks for an idle server keeps the program alive.
import net from 'node:net';

if (process.argv.length !== 5) {
  console.error('usage: PDC <server> <port> <command>');
  process.exit(2);
}
const [server, port, command] = process.argv.slice(2);

const socket = net.connect({ host: server, port: Number(port), family: 4 });
socket.on('connect', () => socket.write(command));
let last = '';
let lastTime = Date.now();
socket.on('connect', () => {
  setInterval(() => {
    if (Date.now() - lastTime > 60_000) console.error('the server has been silent for a minute');
  }, 1000);
});
socket.on('data', (chunk) => {
  lastTime = Date.now();
  if (command === 'CMD_floodme') {
    process.stdout.write(chunk);
    return;
  }
  const text = chunk.toString('latin1');
  process.stdout.write((last + text).replace(/(?<=[0-9])T/g, '\nT').slice(last.length));
  last = text.slice(-1);
});
socket.on('error', (error) => {
  console.error(`PDC: ${server} port ${port}: ${error.message}`);
  process.exitCode = 1;
});
