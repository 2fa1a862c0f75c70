import { createServer } from 'node:net';

const clients = new Set();

createServer((client) => {
  clients.add(client);
  client.on('close', () => clients.delete(client));
  client.on('error', (error) => console.log(error.message));
  client.setEncoding('utf8');
  let rest = '';
  client.on('data', (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop();
    for (const line of lines) {
      if (line === '') return client.end();
      for (const other of clients) if (other !== client) other.write(`${line}\n`);
    }
  });
}).listen(Number(process.argv[2]));
