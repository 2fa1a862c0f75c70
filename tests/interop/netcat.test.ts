/** netcat and socat at the other end of plain TCP and UDP. */
import { expect, test } from 'vitest';
import {
  freePort,
  has,
  ourClient,
  ourPeer,
  TIMEOUT,
  started,
  startedServer,
  typed,
} from './software.test.helper.ts';

const withNetcat = test.skipIf(!has('nc'));
const withSocat = test.skipIf(!has('socat'));

withNetcat('nc talks to the PMU, the echo server and the chat', { timeout: TIMEOUT }, async () => {
  const pmu = await ourPeer('pmu', { messages: 2 });
  const asked = await typed(['nc', '127.0.0.1', String(pmu.port)], 'CMD_short:0');
  expect(asked.out).toBe('This is PMU data 0This is PMU data 1');
  const echo = await ourPeer('echo');
  expect((await typed(['nc', '-N', '127.0.0.1', String(echo.port)], 'x'.repeat(100))).out).toBe(
    'x'.repeat(100),
  );
  const chat = await ourPeer('chat', { closesAfter: 1, says: 'hello' });
  expect((await typed(['nc', '-N', '127.0.0.1', String(chat.port)], 'Hey...')).out).toBe('hello');
});

withNetcat('nc sends datagrams to the hello server and to the PMU', { timeout: TIMEOUT }, async () => {
  const hello = await ourPeer('hello');
  started(['nc', '-u', '127.0.0.1', String(hello.port)]).stdin!.write('Hello, Romeo ');
  expect((await hello.saw(({ event }) => event === 'receive')).data).toBe('Hello, Romeo ');
  const pmu = await ourPeer('pmu-udp', { family: 'ipv4', loss: 0 });
  const nc = started(['nc', '-u', '127.0.0.1', String(pmu.port)]);
  nc.stdin!.write('RESET:20');
  const [answer] = (await new Promise((resolve) => nc.stdout!.once('data', (...all) => resolve(all)))) as [
    Buffer,
  ];
  expect(String(answer)).toMatch(/^OFFSET:\d+$/);
});

withNetcat('our PDC and our chat talk to nc', { timeout: TIMEOUT }, async () => {
  const port = await freePort();
  const server = await startedServer(['nc', '-l', '-N', '127.0.0.1', String(port)], port);
  server.stdin!.end('This is PMU data 0This is PMU data 1');
  expect(await ourClient('pdc', { server: '127.0.0.1', port, command: 'CMD_short:0' })).toBe(
    'This is PMU data 0\nThis is PMU data 1\n',
  );
  const other = await freePort();
  const partner = await startedServer(['nc', '-l', '127.0.0.1', String(other)], other);
  let heard = '';
  partner.stdout!.on('data', (bytes: Buffer) => (heard += bytes.toString()));
  const closed = new Promise((resolve) => partner.on('close', resolve));
  expect(await ourClient('chat', { port: other }, { input: 'one\n\n' })).toBe('Closing the connection.\n');
  partner.stdin!.end();
  await closed;
  expect(heard).toBe('one');
});

withSocat('our clients of echo, PMU over UDP and hello talk to socat', { timeout: TIMEOUT }, async () => {
  const echo = await freePort();
  await startedServer(['socat', `TCP4-LISTEN:${echo},bind=127.0.0.1,fork`, 'EXEC:cat'], echo);
  expect(await ourClient('echo', { server: '127.0.0.1', port: echo, stay: false })).toContain(
    'received 8 bytes',
  );
  const pmu = await freePort();
  // For one request: with fork, socat may miss the signal of its child, and then waits for it forever.
  const words = ['socat', `UDP4-RECVFROM:${pmu},bind=127.0.0.1`, 'SYSTEM:printf OFFSET\\:7'];
  await startedServer(words, pmu, 'udp');
  expect(await ourClient('pdc-udp', { server: 'localhost', port: pmu })).toContain('OFFSET:7');
  const hello = await freePort();
  const printer = await startedServer(
    ['socat', '-u', `UDP4-RECV:${hello},bind=127.0.0.1`, 'STDOUT'],
    hello,
    'udp',
  );
  const said = new Promise((resolve) =>
    printer.stdout!.once('data', (bytes: Buffer) => resolve(String(bytes))),
  );
  await ourClient('hello', { host: '127.0.0.1', port: hello });
  expect(await said).toBe('Hello, Romeo ');
});

withSocat('socat receives the television, and sends to its group', { timeout: TIMEOUT }, async () => {
  const port = await freePort();
  const group = '224.1.1.77';
  const place = `UDP4-RECV:${port},reuseaddr,ip-add-membership=${group}:127.0.0.1`;
  const receiver = started(['socat', '-u', place, 'STDOUT']);
  const seen = new Promise((resolve) =>
    receiver.stdout!.once('data', (bytes: Buffer) => resolve(String(bytes))),
  );
  await ourPeer('tv', { group, port, interface: '127.0.0.1', interval: 0.05 });
  expect(await seen).toMatch(/^swcmTV/);
  const recorder = await ourPeer('tv-recorder', { group, port, interface: '127.0.0.1' });
  const address = `UDP4-DATAGRAM:${group}:${port},ip-multicast-if=127.0.0.1`;
  await typed(['socat', '-u', 'STDIN', address], '123456from socat');
  await recorder.saw(({ data }) => data === '123456from socat');
});
