// Incorrect (shows-all-at-end): joins all chunks and prints the answer when the server has closed the connection.
import net from 'node:net';

if (process.argv.length !== 5) {
  console.error('usage: PDC <server> <port> <command>');
  process.exit(2);
}
const [server, port, command] = process.argv.slice(2);

const socket = net.connect({ host: server, port: Number(port), family: 4 });
socket.on('connect', () => socket.write(command));
const chunks = [];
socket.on('data', (chunk) => chunks.push(chunk));
socket.on('end', () => {
  const answer = Buffer.concat(chunks);
  if (command === 'CMD_floodme') {
    process.stdout.write(answer);
  } else {
    process.stdout.write(answer.toString('latin1').replace(/(?<=[0-9])T/g, '\nT') + '\n');
  }
});
socket.on('error', (error) => {
  console.error(`PDC: ${server} port ${port}: ${error.message}`);
  process.exitCode = 1;
});
