// Correct: a socket for each family that the name has; a timer sends, and the first answer ends the program.
import dgram from 'node:dgram';
import dns from 'node:dns/promises';

const [server, port] = process.argv.slice(2);
const addresses = await dns.lookup(server, { all: true });

const targets = [4, 6].flatMap((family) => {
  const found = addresses.find((one) => one.family === family);
  return found === undefined ? [] : [{ socket: dgram.createSocket(`udp${family}`), address: found.address }];
});

let timer;
const finish = (text) => {
  clearInterval(timer);
  for (const { socket } of targets) socket.close();
  console.log(`Acknowledgment: ${text}`);
};

let isDone = false;
for (const { socket } of targets) {
  socket.on('message', (message) => {
    if (isDone || !/^OFFSET[=:]\d+$/.test(String(message))) return;
    isDone = true;
    finish(String(message));
  });
  socket.on('error', (error) => console.error(error.message));
}

const send = () => {
  for (const { socket, address } of targets) socket.send('RESET:20', Number(port), address);
};
send();
timer = setInterval(send, 1000);
