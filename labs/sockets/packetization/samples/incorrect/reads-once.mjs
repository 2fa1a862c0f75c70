// Incorrect (reads-once): treats the first data event as the whole answer, and closes.
import net from 'node:net';

if (process.argv.length !== 5) {
  console.error('usage: PDC <server> <port> <command>');
  process.exit(2);
}
const [server, port, command] = process.argv.slice(2);

const socket = net.connect({ host: server, port: Number(port), family: 4 });
socket.on('connect', () => socket.write(command));
socket.once('data', (chunk) => {
  let text = chunk;
  if (command !== 'CMD_floodme') {
    text = chunk.toString('latin1').replace(/(?<=[0-9])T/g, '\nT') + '\n';
  }
  process.stdout.write(text);
  socket.destroy();
});
socket.on('error', (error) => {
  console.error(`PDC: ${server} port ${port}: ${error.message}`);
  process.exitCode = 1;
});
