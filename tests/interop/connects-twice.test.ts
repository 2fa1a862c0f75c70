/** Clients that connect twice, as some that students write do. */
import { expect, test } from 'vitest';
import { has, localhostCertificate, ourPeer, pythonWith, TIMEOUT, typed } from './software.test.helper.ts';

const { certificate, key } = localhostCertificate();

/** Two connections: the first says nothing, and is closed before or after the second one is served. */
const CONNECTS_TWICE = `
import socket, ssl, sys
port, certificate = int(sys.argv[1]), sys.argv[2]
def connection():
    s = socket.create_connection(('127.0.0.1', port))
    return ssl.create_default_context(cafile=certificate).wrap_socket(s, server_hostname='localhost') if certificate else s
for closes_first in True, False:
    first = socket.create_connection(('127.0.0.1', port)) if closes_first else connection()
    if closes_first: first.close()
    second = connection()
    second.sendall(b'CMD_short:0')
    print(b''.join(iter(lambda: second.recv(1000), b'')).decode())
    first.close()
`;

test.skipIf(!has('python3')).each(['pmu', 'pmu-tls'])(
  'our %s serves a client that connects twice',
  { timeout: TIMEOUT },
  async (name) => {
    const tls = name === 'pmu-tls' ? { certificate, key } : {};
    const { port } = await ourPeer(name, { messages: 2, ...tls });
    const ca = name === 'pmu-tls' ? certificate : '';
    const { out } = await typed(['python3', '-c', CONNECTS_TWICE, String(port), ca]);
    expect(out).toBe('This is PMU data 0This is PMU data 1\n'.repeat(2));
  },
);

const websockets = pythonWith('websockets');
test.skipIf(websockets === undefined)(
  'our pmu-websocket serves a client that connects twice',
  { timeout: TIMEOUT },
  async () => {
    const { port } = await ourPeer('pmu-websocket', { messages: 2 });
    const { out } = await typed([
      websockets!,
      '-c',
      `
import asyncio, sys, websockets
async def main():
    url = 'ws://127.0.0.1:' + sys.argv[1]
    async with websockets.connect(url): pass
    async with websockets.connect(url), websockets.connect(url) as second:
        await second.send('CMD_short:0')
        async for message in second: print(message.decode())
asyncio.run(main())`,
      String(port),
    ]);
    expect(out).toBe('This is PMU data 0\nThis is PMU data 1\n');
  },
);
