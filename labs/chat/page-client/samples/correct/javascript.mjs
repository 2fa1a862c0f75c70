// HTTP/1.1 with Connection: close, so that the end of the stream is the end of the page.
import { connect } from 'node:net';

const [host, port, path] = process.argv.slice(2);
const connection = connect(Number(port), host, () => {
  connection.write(`GET ${path} HTTP/1.1\r\nHost: ${host}:${port}\r\nConnection: close\r\n\r\n`);
});
const pieces = [];
connection.on('data', (bytes) => pieces.push(bytes));
connection.on('end', () => {
  const answer = Buffer.concat(pieces);
  process.stdout.write(answer.subarray(answer.indexOf('\r\n\r\n') + 4));
});
