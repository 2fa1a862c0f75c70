// It trusts the roots of the system, which do not know the certificate.
import { connect } from 'node:tls';

const socket = connect({ host: 'localhost', port: 8443 }, () => {
  console.log(socket.getProtocol());
  socket.end();
});
socket.resume();
