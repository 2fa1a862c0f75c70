import { createSocket } from 'node:dgram';

const socket = createSocket('udp4');
socket.on('message', (datagram, sender) => {
  const answer = datagram.map((byte) => (byte >= 97 && byte <= 122 ? byte - 32 : byte));
  socket.send(answer, sender.port, sender.address);
});
socket.bind(Number(process.argv[2]), () => console.log(`waiting on port ${process.argv[2]}`));
