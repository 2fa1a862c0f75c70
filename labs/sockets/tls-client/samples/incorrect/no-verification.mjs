// It verifies nothing.
import { connect } from 'node:tls';

const [host, port, ca, command] = process.argv.slice(2);
const options = { host, port: Number(port), rejectUnauthorized: false };
const socket = connect(options, () => socket.write(command));
socket.on('data', (data) => process.stdout.write(String(data).replaceAll('This', '\nThis')));
