import { connect } from 'node:net';
import { createInterface } from 'node:readline';

const [server, port] = process.argv.slice(2);
const connection = connect(Number(port), server);
const keyboard = createInterface({ input: process.stdin });

keyboard.on('line', (line) => {
  if (line === '') keyboard.close();
  else connection.write(`${line}\n`);
});
keyboard.on('close', () => connection.end());

createInterface({ input: connection }).on('line', (line) => console.log(line));
connection.on('end', () => process.exit());
connection.on('error', (error) => console.error(error.message));
