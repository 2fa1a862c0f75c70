/** A chat server: what one client says goes to all others. chat-server.mjs PORT */
import { createServer } from 'node:net';

const members = new Set();
const server = createServer((member) => {
  members.add(member);
  member.on('data', (text) => {
    for (const other of members) if (other !== member) other.write(text);
  });
  member.on('close', () => members.delete(member));
  member.on('error', () => member.destroy());
});
server.listen(Number(process.argv[2]));
process.once('SIGINT', () => server.close());
