// Joins when the socket is bound, prints each message with its id, and ends quietly by Ctrl-C.
import { createSocket } from 'node:dgram';

const [group, port] = process.argv.slice(2);
const receiver = createSocket({ type: 'udp4', reuseAddr: true });
receiver.on('message', (message) => console.log(message.toString()));
receiver.bind(Number(port), () => receiver.addMembership(group));
process.on('SIGINT', () => receiver.close());
