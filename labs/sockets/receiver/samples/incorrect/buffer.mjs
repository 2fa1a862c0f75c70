// Prints the buffer of each message as Node shows it.
import { createSocket } from 'node:dgram';

const [group, port] = process.argv.slice(2);
const receiver = createSocket({ type: 'udp4', reuseAddr: true });
receiver.on('message', (message) => console.log(message));
receiver.bind(Number(port), () => receiver.addMembership(group));
