/** Python's socket, ssl and websockets at the other end, as a student would use them. */
import { expect, test } from 'vitest';
import {
  freePort,
  has,
  localhostCertificate,
  ourClient,
  ourPeer,
  pythonWith,
  startedServer,
  TIMEOUT,
  typed,
} from './software.test.helper.ts';

const { certificate, key } = localhostCertificate();

const withPython = test.skipIf(!has('python3'));
const websockets = pythonWith('websockets');
const withWebsockets = test.skipIf(websockets === undefined);
const python = (text: string, ...words: (string | number)[]): string[] => [
  'python3',
  '-c',
  text,
  ...words.map(String),
];

withPython('socket: the PMU, the echo, the chat, the PMU over UDP', { timeout: TIMEOUT }, async () => {
  const [pmu, echo, chat, udp] = await Promise.all([
    ourPeer('pmu', { messages: 2 }),
    ourPeer('echo'),
    ourPeer('chat', { closesAfter: 1, says: 'hello' }),
    ourPeer('pmu-udp', { family: 'ipv4', loss: 0 }),
  ]);
  const { out } = await typed(
    python(
      `
import socket, sys
def ask(port, text):
    with socket.create_connection(('127.0.0.1', int(port))) as s:
        s.sendall(text); s.shutdown(socket.SHUT_WR)
        return b''.join(iter(lambda: s.recv(7), b''))
print(ask(sys.argv[1], b'CMD_short:0'), ask(sys.argv[2], b'y' * 40), ask(sys.argv[3], b'Hey...'))
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
    s.sendto(b'RESET:20', ('127.0.0.1', int(sys.argv[4]))); print(s.recv(100))`,
      ...[pmu, echo, chat, udp].map(({ port }) => port),
    ),
  );
  expect(out).toContain("b'This is PMU data 0This is PMU data 1'");
  expect(out).toContain(`b'${'y'.repeat(40)}'`);
  expect(out).toContain("b'hello'");
  expect(out).toMatch(/b'OFFSET:\d+'/);
});

withPython('ssl: the pair and the PMU over TLS, as client and as server', { timeout: TIMEOUT }, async () => {
  const [pair, pmu] = await Promise.all([
    ourPeer('tls', { certificate, key }),
    ourPeer('pmu-tls', { certificate, key, messages: 1 }),
  ]);
  const client = `
import socket, ssl, sys
context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT); context.load_verify_locations(sys.argv[1])
for port, text in ((sys.argv[2], b''), (sys.argv[3], b'CMD_short:0')):
    with socket.create_connection(('127.0.0.1', int(port))) as s, context.wrap_socket(s, server_hostname='localhost') as t:
        if text: t.sendall(text)
        print(t.version(), t.recv(1000))`;
  const { out } = await typed(python(client, certificate, pair.port, pmu.port));
  expect(out).toBe("TLSv1.3 b'Only you can read this.\\n'\nTLSv1.3 b'This is PMU data 0'\n");

  const port = await freePort();
  const server = `
import socket, ssl, sys
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER); context.load_cert_chain(sys.argv[1], sys.argv[2])
with socket.create_server(('127.0.0.1', int(sys.argv[3]))) as s, context.wrap_socket(s, server_side=True) as t:
    for _ in range(2):
        connection, _ = t.accept()
        connection.settimeout(1)
        try: command = connection.recv(100)
        except TimeoutError: command = b''
        connection.sendall(b'This is PMU data 0This is PMU data 1')
        try: connection.unwrap()
        except OSError: pass
        connection.close()`;
  await startedServer(python(server, certificate, key, port), port);
  expect(await ourClient('pdc-tls', { server: '127.0.0.1', port, ca: certificate })).toBe(
    'This is PMU data 0\nThis is PMU data 1\n',
  );
  expect(await ourClient('tls', { port, ca: certificate })).toContain('TLSv1.3');
});

withPython('socket: our PDC and our chat with servers in Python', { timeout: TIMEOUT }, async () => {
  const port = await freePort();
  const server = `
import socket, sys, time
with socket.create_server(('127.0.0.1', int(sys.argv[1]))) as s:
    connection, _ = s.accept()
    connection.recv(100)
    for i in range(12): connection.sendall(b'This is PMU data %d' % i)
    connection.close()
    connection, _ = s.accept()
    print(connection.recv(100)); connection.sendall('grüezi'.encode()); connection.close()`;
  await startedServer(python(server, port), port);
  const output = await ourClient('pdc', { server: '127.0.0.1', port, command: 'CMD_short:0' });
  expect(output).toBe(Array.from({ length: 12 }, (_, i) => `This is PMU data ${i}\n`).join(''));
  const chat = await ourClient('chat', { port }, { input: 'Hey...\n' });
  expect(chat).toContain('grüezi');
});

withPython('multicast: a receiver in Python gets what our sender sends', { timeout: TIMEOUT }, async () => {
  const port = await freePort();
  const receiver = `
import socket, struct, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, socket.inet_aton('224.1.1.78') + socket.inet_aton('127.0.0.1'))
s.bind(('', int(sys.argv[1])))
print(s.recv(2000), flush=True)`;
  const child = await startedServer(python(receiver, port), port, 'udp');
  const said = new Promise((resolve) =>
    child.stdout!.once('data', (bytes: Buffer) => resolve(String(bytes))),
  );
  const options = { group: '224.1.1.78', port, sciper: '123456', interface: '127.0.0.1' };
  await ourClient('sender', options, { input: 'from the sender\n' });
  expect(await said).toMatch(/^b'123456from the sender'/);
});

withWebsockets(
  'websockets: a client of our PMU, and a server for our PDC',
  { timeout: TIMEOUT },
  async () => {
    const pmu = await ourPeer('pmu-websocket', { messages: 2 });
    const client = `
import asyncio, sys, websockets
async def main():
    async with websockets.connect('ws://127.0.0.1:' + sys.argv[1]) as ws:
        await ws.send('CMD_short:0')
        print([message async for message in ws], ws.close_code)
asyncio.run(main())`;
    const { out } = await typed([websockets!, '-c', client, String(pmu.port)]);
    expect(out).toBe("[b'This is PMU data 0', b'This is PMU data 1'] 1000\n");

    const port = await freePort();
    const server = `
import asyncio, sys, websockets
async def serve(ws, *_):
    command = await ws.recv()
    await ws.send(b'This is PMU data 0'); await ws.send('text: ' + command); await ws.send([b'in two ', b'frames'])
async def main():
    async with websockets.serve(serve, '127.0.0.1', int(sys.argv[1])): await asyncio.Future()
asyncio.run(main())`;
    await startedServer([websockets!, '-c', server, String(port)], port);
    expect(await ourClient('pdc-websocket', { server: '127.0.0.1', port, command: 'CMD_short:0' })).toBe(
      'This is PMU data 0\ntext: CMD_short:0\nin two frames\n',
    );
  },
);
