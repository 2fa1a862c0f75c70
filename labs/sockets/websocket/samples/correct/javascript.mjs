// A client by hand: RFC 6455 on a TCP socket.
import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';

const [server, port, command] = process.argv.slice(2);

function frame(opcode, payload) {
  const mask = randomBytes(4);
  const masked = payload.map((byte, i) => byte ^ mask[i % 4]);
  return Buffer.concat([Buffer.from([0x80 | opcode, 0x80 | payload.length]), mask, masked]);
}

/** The first frame in the buffer, and how long it is; undefined while it is not whole. */
function firstFrame(buffer) {
  if (buffer.length < 2) return undefined;
  let length = buffer[1] & 0x7f;
  let at = 2;
  if (length === 126) {
    if (buffer.length < 4) return undefined;
    length = buffer.readUInt16BE(2);
    at = 4;
  } else if (length === 127) {
    if (buffer.length < 10) return undefined;
    length = Number(buffer.readBigUInt64BE(2));
    at = 10;
  }
  if (buffer.length < at + length) return undefined;
  const payload = buffer.subarray(at, at + length);
  return { isLast: (buffer[0] & 0x80) !== 0, opcode: buffer[0] & 0x0f, payload, size: at + length };
}

let buffer = Buffer.alloc(0);
let isOpen = false;
let message = [];
const connection = connect(Number(port), server, () =>
  connection.write(
    `GET / HTTP/1.1\r\nHost: ${server}:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\nSec-WebSocket-Version: 13\r\n\r\n`,
  ),
);
connection.on('data', (data) => {
  buffer = Buffer.concat([buffer, data]);
  if (!isOpen) {
    const end = buffer.indexOf('\r\n\r\n');
    if (end < 0) return;
    isOpen = true;
    buffer = buffer.subarray(end + 4);
    connection.write(frame(1, Buffer.from(command)));
  }
  for (let one = firstFrame(buffer); one !== undefined; one = firstFrame(buffer)) {
    buffer = buffer.subarray(one.size);
    if (one.opcode === 8) return connection.end(frame(8, one.payload));
    if (one.opcode === 9) {
      connection.write(frame(10, one.payload));
      continue;
    }
    message.push(one.payload);
    if (!one.isLast) continue;
    console.log(Buffer.concat(message).toString());
    message = [];
  }
});
