import { createServer } from 'node:net';

// Node reads as much as there is: what it read is handled in pieces of 16 bytes.
createServer((connection) => {
  connection.on('data', (bytes) => {
    for (let at = 0; at < bytes.length; at += 16) {
      const piece = bytes.subarray(at, at + 16);
      console.log(piece.toString());
      connection.write(piece);
    }
  });
  connection.on('end', () => console.log('no more data'));
  connection.on('error', (error) => console.log('no more data:', error.message));
}).listen(Number(process.argv[2]));
