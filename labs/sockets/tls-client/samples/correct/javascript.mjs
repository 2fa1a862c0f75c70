// A TLS client of node:tls: it trusts one authority, and leaves the name alone.
import { readFileSync } from 'node:fs';
import { connect } from 'node:tls';

const [host, port, ca, command] = process.argv.slice(2);
const options = { host, port: Number(port), ca: readFileSync(ca), rejectUnauthorized: true };
const socket = connect({ ...options, checkServerIdentity: () => undefined }, () => socket.write(command));
let answer = '';
socket.setEncoding('latin1');
socket.on('data', (text) => (answer += text));
socket.on('end', () => {
  for (const message of answer.split(/(?=This)/)) console.log(message);
});
socket.on('error', (error) => {
  console.error(error.message);
  process.exitCode = 1;
});
