/** The PMU over WebSocket and its PDC, with each other, with all options, and with hostile clients. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { Client, Log } from '../common/client.test.helper.ts';
import { Terminal } from '../common/run.test.helper.ts';
import { runPdcWebsocket } from '../pdc/pdc-websocket.ts';
import type { Peer } from '../peer.ts';
import { listenPmu } from './pmu.ts';
import { pmuFlood } from './pmu-answer.ts';
import { listenPmuWebsocket } from './pmu-websocket.ts';
import type { PmuWebsocketInput } from './pmu-websocket-options.ts';

async function pmu(input: PmuWebsocketInput = {}): Promise<{ log: Log; peer: Peer }> {
  const log = new Log();
  return { log, peer: await listenPmuWebsocket({ port: 0, messages: 3, ...input }, log) };
}

const at = (peer: Peer) => ({ server: '127.0.0.1', port: peer.address.port });

/** A raw client after its upgrade: what it sends is bytes, not frames. */
async function raw(peer: Peer): Promise<Client> {
  const client = new Client(peer);
  await client.write(
    'GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n' +
      'Sec-WebSocket-Extensions: permessage-deflate\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  );
  while (!Buffer.concat(client.chunks).includes('\r\n\r\n')) await client.until(client.received + 1);
  return client;
}

/** The frames after the answer to the upgrade, as hex. */
function frames(client: Client): string {
  const bytes = Buffer.concat(client.chunks);
  return bytes.subarray(bytes.indexOf('\r\n\r\n') + 4).toString('hex');
}

const lines = (from: number, count: number): string =>
  Array.from({ length: count }, (_, i) => `This is PMU data ${from + i}\n`).join('');

test('our PDC prints each message on a line, and counts them', async () => {
  const { log, peer } = await pmu({ messages: 12, firstNumber: 1 });
  const terminal = new Terminal();
  await runPdcWebsocket({ ...at(peer), command: 'CMD_short:0', count: true }, terminal);
  expect(terminal.output).toBe(`${lines(1, 12)}12 messages\n`);
  await log.closed();
  expect(log.story()).toBe('accept receive command send shutdown end close');
  expect(log.of('send').map(({ message }) => message)).toEqual(Array.from({ length: 12 }, (_, i) => i));
  await peer.close();
});

test('with pings, the first comes with the answer to the upgrade, and the second before the messages', async () => {
  const { peer } = await pmu({ ping: true });
  const client = await raw(peer);
  // Final, opcode 9, six bytes: all in the first piece that arrived.
  const [first = ''] = client.chunks.map((bytes) => Buffer.from(bytes).toString('latin1'));
  expect(first.endsWith('\r\n\r\n\x89\x06alive?')).toBe(true);
  await client.write(Buffer.from(`818b00000000${Buffer.from('CMD_short:0').toString('hex')}`, 'hex'));
  await client.until(Buffer.concat(client.chunks).indexOf('\r\n\r\n') + 4 + 8 + 14 + 20);
  const second = Buffer.from('still alive?').toString('hex');
  expect(frames(client).slice(16)).toMatch(new RegExp(`^890c${second}8212`));
  client.socket.destroy();
  await peer.close();
});

test('on the wire: one binary frame per message, then a close frame with 1000', async () => {
  const { peer } = await pmu({ messages: 1 });
  const client = await raw(peer);
  expect(Buffer.concat(client.chunks).toString()).not.toContain('permessage-deflate');
  // Text, final, masked with zeros.
  await client.write(Buffer.from(`818b00000000${Buffer.from('CMD_short:0').toString('hex')}`, 'hex'));
  await client.until(Buffer.concat(client.chunks).indexOf('\r\n\r\n') + 4 + 20 + 4);
  expect(frames(client)).toBe(`8212${Buffer.from('This is PMU data 0').toString('hex')}880203e8`);
  client.socket.destroy();
  await peer.close();
});

test('text messages, several frames per message, a delay, and the flood', async () => {
  const { peer } = await pmu({ opcode: 'text', frames: 5, flood: { bytes: 100_000, text: 'utf8' } });
  const terminal = new Terminal();
  await runPdcWebsocket({ ...at(peer), command: 'CMD_short:0.01' }, terminal);
  expect(terminal.output).toBe(lines(0, 3));
  const long = new Terminal();
  await runPdcWebsocket({ ...at(peer), command: 'CMD_floodme' }, long);
  expect(long.output).toBe(pmuFlood({ flood: { bytes: 100_000, text: 'utf8' } }).toString());
  const websocket = new WebSocket(`ws://127.0.0.1:${peer.address.port}`);
  await once(websocket, 'open');
  websocket.send('CMD_short:0');
  const [data, isBinary] = (await once(websocket, 'message')) as [Buffer, boolean];
  expect([String(data), isBinary]).toEqual(['This is PMU data 0', false]);
  await once(websocket, 'close');
  await peer.close();
});

test.each(['CMD_long:0', 'CMD_short:', ''])(
  'the unknown command %j gets a reason, and close code 1008',
  async (command) => {
    const { log, peer } = await pmu();
    const websocket = new WebSocket(`ws://127.0.0.1:${peer.address.port}`);
    await once(websocket, 'open');
    websocket.send(command);
    const [data] = (await once(websocket, 'message')) as [Buffer];
    expect(String(data)).toMatch(/^Unknown command, .*CMD_short/s);
    const [code] = (await once(websocket, 'close')) as [number];
    expect(code).toBe(1008);
    expect(log.of('refuse')).toHaveLength(1);
    await peer.close();
  },
);

test.each([
  ['an unmasked frame', '8105' + Buffer.from('hello').toString('hex'), '03ea'],
  ['a length of 2^63', '81ff8000000000000000', '03f1'],
  ['a message that is too long', `81fe1388${'00'.repeat(4 + 5000)}`, '03f1'],
  ['an unknown opcode', '838000000000', '03ea'],
  ['a reserved bit, as compression would set it', 'c18100000000', '03ea'],
  ['text that is not valid UTF-8', '818200000000ffff', '03ef'],
])('%s is answered with its close code, and the next client is served', async (_, frame, code) => {
  const { log, peer } = await pmu();
  const client = await raw(peer);
  await client.write(Buffer.from(frame, 'hex'));
  await client.ended;
  expect(frames(client)).toMatch(new RegExp(`^88..${code}`));
  client.socket.destroy();
  await log.closed();
  const terminal = new Terminal();
  await runPdcWebsocket({ ...at(peer), command: 'CMD_short:0' }, terminal);
  expect(terminal.output).toBe(lines(0, 3));
  await peer.close();
});

test('a command in two frames, byte by byte, with a ping in between', async () => {
  const { peer } = await pmu({ messages: 1 });
  const client = await raw(peer);
  const [first, second] = [Buffer.from('CMD_s'), Buffer.from('hort:0')];
  const bytes = Buffer.from(
    `018500000000${first.toString('hex')}898200000000abcd808600000000${second.toString('hex')}`,
    'hex',
  );
  for (const byte of bytes) await client.write(Buffer.from([byte]));
  while (!frames(client).includes('8212')) await client.until(client.received + 1);
  expect(frames(client)).toMatch(/^8a02abcd8212/);
  client.socket.destroy();
  await peer.close();
});

test('endless pings from a client that does not read: closed, at little cost of memory', async () => {
  const { log, peer } = await pmu({ idleTimeout: 3600 });
  const client = await raw(peer);
  client.socket.pause();
  const ping = Buffer.from(`89fd00000000${'00'.repeat(125)}`, 'hex');
  const pings = Buffer.concat(Array.from({ length: 500 }, () => ping));
  while (log.of('close').length === 0 && !client.error) await client.write(pings).catch(() => {});
  expect((await log.closed()).note).toBe('it does not read the answers to its pings');
  client.socket.destroy();
  await peer.close();
});

test('a client that never reads the flood is closed', async () => {
  const { log, peer } = await pmu({ stallTimeout: 0.2, flood: { bytes: 16_000_000, text: 'ascii' } });
  const client = await raw(peer);
  client.socket.pause();
  await client.write(Buffer.from(`818b00000000${Buffer.from('CMD_floodme').toString('hex')}`, 'hex'));
  expect((await log.closed()).note).toBe('it does not read');
  client.socket.destroy();
  await peer.close();
});

test('no upgrade: a browser, garbage, half a request, silence, too many', async () => {
  const { log, peer } = await pmu({ handshakeTimeout: 0.1, maxConnections: 2 });
  const ask = async (text: string): Promise<string> => {
    const client = new Client(peer);
    await client.write(text);
    return (await client.all()).toString();
  };
  expect(await ask('GET / HTTP/1.1\r\nHost: a\r\n\r\n')).toMatch(/^HTTP\/1\.1 426 /);
  expect(await ask('CMD_short:0\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
  expect(await ask('GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n')).toMatch(
    /^HTTP\/1\.1 400 /,
  );
  await ask('GET / HT');
  const many = Array.from({ length: 4 }, () => connect({ ...peer.address }).on('error', () => {}));
  await log.find(({ event, note }) => event === 'refuse' && note?.startsWith('more than') === true);
  for (const socket of many) socket.destroy();
  await peer.close();
});

test('a client that leaves in the middle, and one that never answers the close frame', async () => {
  const { log, peer } = await pmu({ messages: 2 });
  const gone = await raw(peer);
  await gone.write(Buffer.from(`818c00000000${Buffer.from('CMD_short:60').toString('hex')}`, 'hex'));
  await log.find(({ event }) => event === 'send');
  gone.socket.resetAndDestroy();
  await log.closed(0);
  const rude = await raw(peer);
  await rude.write(Buffer.from(`818b00000000${Buffer.from('CMD_short:0').toString('hex')}`, 'hex'));
  expect((await log.closed(1)).note).toBe('the other side did not answer our close frame');
  rude.socket.destroy();
  await peer.close();
});

test('the PDC without a server, with a server of another kind, and interrupted', async () => {
  const plain = await listenPmu({ port: 0, idleTimeout: 0.2 }, new Log());
  await expect(runPdcWebsocket(at(plain), new Terminal())).rejects.toMatchObject({
    code: 'PEER_CLIENT_WEBSOCKET',
  });
  await plain.close();
  await expect(runPdcWebsocket(at(plain), new Terminal())).rejects.toMatchObject({
    observed: expect.stringContaining('ECONNREFUSED'),
  });
  const { log, peer } = await pmu();
  const terminal = new Terminal();
  const run = runPdcWebsocket({ ...at(peer), command: 'CMD_short:60' }, terminal);
  await terminal.shows('This is PMU data 0\n');
  terminal.interrupt();
  await run;
  await log.closed();
  await peer.close();
});
