import { createSocket } from 'node:dgram';

const [server, port] = process.argv.slice(2);
const sender = createSocket('udp4');
sender.send('Hello, Romeo ', Number(port), server);
