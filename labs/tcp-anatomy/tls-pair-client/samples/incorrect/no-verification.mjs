// It verifies nothing, and says something to anyone who answers.
import { connect } from 'node:tls';

const socket = connect({ host: 'localhost', port: 8443, rejectUnauthorized: false }, () => {
  console.log(socket.getProtocol());
  socket.end('hello\n');
});
socket.resume();
