// Node compares the name in the certificate with that of the server.
import { readFileSync } from 'node:fs';
import { connect } from 'node:tls';

const [host, port, ca, command] = process.argv.slice(2);
const socket = connect({ host, port: Number(port), ca: readFileSync(ca) }, () => socket.write(command));
socket.on('data', (data) => process.stdout.write(String(data).replaceAll('This', '\nThis')));
