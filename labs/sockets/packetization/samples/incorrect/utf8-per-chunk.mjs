// Incorrect (utf8-per-chunk): makes a string of each chunk separately, which damages a character that was split.
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
  let text = chunk.toString();
  if (command !== 'CMD_floodme') {
    const lines = (last + text).replace(/(?<=[0-9])T/g, '\nT').slice(last.length);
    last = text.slice(-1);
    text = lines;
  }
  process.stdout.write(text);
});
socket.on('end', () => process.stdout.write('\n'));
socket.on('error', (error) => {
  console.error(`PDC: ${server} port ${port}: ${error.message}`);
  process.exitCode = 1;
});
