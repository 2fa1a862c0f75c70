// It prints the page at the end of the stream, which does not come while the server keeps the connection open.
import { connect } from 'node:net';

const [host, port, path] = process.argv.slice(2);
const connection = connect(Number(port), host, () => {
  connection.write(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
});
let answer = '';
connection.on('data', (bytes) => (answer += bytes));
connection.on('end', () => console.log(answer.split('\r\n\r\n')[1]));
