import { createSocket } from 'node:dgram';

createSocket('udp4')
  .on('message', (text, { address, port }) => console.log(`${address}:${port} says ${text}`))
  .bind(Number(process.argv[2]));
