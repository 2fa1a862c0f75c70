// Incorrect (one-form): knows the form with ":" only.
import dgram from 'node:dgram';
import dns from 'node:dns/promises';

const [server, port] = process.argv.slice(2);
const addresses = await dns.lookup(server, { all: true });
const targets = addresses.map(({ address, family }) => ({ address, socket: dgram.createSocket(`udp${family}`) }));
const send = () => {
  for (const { socket, address } of targets) socket.send('RESET:20', Number(port), address);
};
const timer = setInterval(send, 1000);
for (const { socket } of targets)
  socket.on('message', (message) => {
    const [, number] = String(message).split(':');
    if (number === undefined) return;
    console.log(`offset ${number}`);
    clearInterval(timer);
    for (const each of targets) each.socket.close();
  });
send();
