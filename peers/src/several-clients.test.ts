/** Many clients in one process: two of each at the same time, and their events with those of the servers. */
import { selfSigned } from '@wireside/authority';
import { expect, test } from 'vitest';
import { listenPeer } from './catalog.ts';
import { clients, runClient } from './client-catalog.ts';
import { Log } from './common/client.test.helper.ts';
import { Terminal } from './common/run.test.helper.ts';
import { Party } from './common/udp.test.helper.ts';
import type { Peer } from './peer.ts';

const own = await selfSigned({ name: 'localhost' });
const CA = { ca: own.certificate };

/** Clients with one server each: the server, its options, the client's options, and whether its bytes are TCP's own. */
const PAIRS: readonly {
  readonly client: string;
  readonly server: string;
  readonly serverOptions?: Record<string, unknown>;
  readonly options?: Record<string, unknown>;
  readonly isPlain?: boolean;
}[] = [
  { client: 'chat', server: 'chat', isPlain: true },
  { client: 'echo', server: 'echo', options: { stay: false }, isPlain: true },
  { client: 'page', server: 'page', isPlain: true },
  { client: 'pdc', server: 'pmu', isPlain: true },
  { client: 'tcp-client', server: 'echo', options: { text: 'hi', expects: 2 }, isPlain: true },
  { client: 'page-tls', server: 'page-tls', serverOptions: { ...own }, options: CA },
  { client: 'pdc-tls', server: 'pmu-tls', serverOptions: { ...own }, options: CA },
  { client: 'tls', server: 'tls', serverOptions: { ...own }, options: CA },
  { client: 'pdc-websocket', server: 'pmu-websocket' },
];

/** Clients over UDP with one server each. */
const UDP_PAIRS = [
  { client: 'hello', server: 'hello', serverOptions: {}, where: 'host' },
  { client: 'pdc-udp', server: 'pmu-udp', serverOptions: { loss: 0, family: 'ipv4' }, where: 'server' },
  { client: 'udp-client', server: 'pmu-udp', serverOptions: { loss: 0, family: 'ipv4' }, where: 'server' },
] as const;

/** These have no server of their own, and a test below. */
const IN_GROUPS = ['receiver', 'sender'];

/** A client's options that say where its server is. */
function placeOf(client: string, { port }: Peer['address']): Record<string, unknown> {
  if (client === 'page') return { url: `http://127.0.0.1:${port}/` };
  if (client === 'page-tls') return { url: `https://localhost:${port}/` };
  return { server: '127.0.0.1', port };
}

test('every client is in one of the tests below', () => {
  const all = [...PAIRS, ...UDP_PAIRS].map(({ client }) => client);
  expect([...all, ...IN_GROUPS].toSorted()).toEqual(Object.keys(clients).toSorted());
});

test.each(PAIRS)(
  'two clients $client at once: their events have the ends and the places that the servers see',
  async ({ client, server, serverOptions = {}, options = {}, isPlain = false }) => {
    const conversations = await Promise.all(
      [0, 1].map(async () => {
        const log = new Log();
        const peer = await listenPeer(server, { port: 0, ...serverOptions }, log);
        const terminal = new Terminal();
        // Only the chat reads what is typed.
        terminal.type('hello\n\n');
        const running = runClient(client, { ...placeOf(client, peer.address), ...options }, terminal);
        return { peer, log, terminal, running };
      }),
    );
    await Promise.all(conversations.map(({ running }) => running));
    for (const { peer, log, terminal } of conversations) {
      await log.closed();
      await peer.close();
      const [connect, accept] = [terminal.events.of('connect')[0]!, log.of('accept')[0]!];
      expect([connect.local, connect.remote]).toEqual([accept.remote, accept.local]);
      // None of the other conversation, which is on another port.
      for (const { connection } of terminal.events.events) expect(connection).toBe(0);
      expect(terminal.events.of('close')).toHaveLength(1);
      expect(totalOf(terminal.events, 'send', isPlain)).toBe(totalOf(log, 'receive', isPlain));
      expect(totalOf(terminal.events, 'receive', isPlain)).toBe(totalOf(log, 'send', isPlain));
    }
    const [first, second] = conversations;
    expect(first!.terminal.output).toBe(second!.terminal.output);
  },
);

/** The bytes of one direction. Over plain TCP each event also says where they begin, without a gap. */
function totalOf(log: Log, name: 'send' | 'receive', isPlain: boolean): number | undefined {
  let total = 0;
  for (const { offset, length } of log.of(name)) {
    expect(offset).toBe(isPlain ? total : undefined);
    total += length!;
  }
  return total;
}

test.each(UDP_PAIRS)(
  'two clients $client at once: each datagram has both ends, its length and its first bytes',
  async ({ client, server, serverOptions, where }) => {
    const conversations = await Promise.all(
      [0, 1].map(async () => {
        const log = new Log();
        const peer = await listenPeer(server, { port: 0, ...serverOptions }, log);
        const terminal = new Terminal();
        const options = { [where]: '127.0.0.1', port: peer.address.port };
        await runClient(client, options, terminal);
        await log.find(({ event }) => event === 'receive');
        await peer.close();
        return { port: peer.address.port, log, terminal };
      }),
    );
    for (const { port, log, terminal } of conversations) {
      const sent = terminal.events.events.find(({ event }) => event === 'send')!;
      const received = log.events.find(({ event }) => event === 'receive')!;
      expect(sent.remote).toBe(`127.0.0.1:${port}`);
      // A socket that is not connected has no address of its own yet; its port is the same.
      expect(portOf(sent.local)).toBe(portOf(received.remote));
      expect([sent.length, sent.data]).toEqual([received.length, received.data]);
      for (const event of [...terminal.events.events, ...log.events]) {
        if (event.event !== 'send' && event.event !== 'receive') continue;
        for (const key of ['local', 'remote', 'length', 'data'] as const) expect(event).toHaveProperty(key);
      }
    }
  },
);

function portOf(address = ''): string {
  return address.slice(address.lastIndexOf(':') + 1);
}

/** A group for each number, and a free port. */
async function groupOf(number: number): Promise<{ group: string; port: number }> {
  const { socket, port } = await Party.open();
  socket.close();
  return { group: `239.254.${process.pid % 256}.${number}`, port };
}

test('two groups at once, each with a station, an answerer, a recorder, a sender and two receivers', async () => {
  const outputs = await Promise.all(
    ['111111', '222222'].map(async (sciper, index) => {
      const where = await groupOf(index + 1);
      const logs = [new Log(), new Log()];
      const heard = [new Terminal(), new Terminal()];
      const receiving = heard.map((terminal) => runClient('receiver', where, terminal));
      for (const { events } of heard) await events.find(({ event }) => event === 'listen');
      const peers = [
        await listenPeer('tv-answerer', { ...where, threshold: 3, text: `yes, {id}` }, logs[0]!),
        await listenPeer('tv-recorder', where, logs[1]!),
      ];
      const sender = new Terminal();
      sender.type('hello\n');
      sender.endInput();
      await runClient('sender', { ...where, sciper }, sender);
      for (const terminal of heard) await terminal.shows(`yes, ${sciper}\n`);
      await logs[1]!.find(({ note }) => note === `from ${sciper}`);
      const station = await listenPeer('tv', { ...where, bytes: 100, interval: 0.01 }, new Log());
      for (const { events } of heard) await events.find(({ data }) => data?.includes('RWND') === true);
      for (const peer of [station, ...peers]) await peer.close();
      for (const terminal of heard) terminal.interrupt();
      await Promise.all(receiving);
      return heard.map(({ output }) => output);
    }),
  );
  for (const [index, mine] of outputs.entries()) {
    for (const output of mine) {
      expect(output).toContain(index === 0 ? '111111hello\n' : '222222hello\n');
      expect(output).not.toContain(index === 0 ? '222222' : '111111');
    }
  }
});

test('a crowd of connections does not make the process warn', async () => {
  const warnings: Error[] = [];
  const warn = (warning: Error): unknown => warnings.push(warning);
  process.on('warning', warn);
  const log = new Log();
  const peer = await listenPeer('chat', { port: 0 }, log);
  const terminal = new Terminal();
  const options = { ...placeOf('tcp-client', peer.address), connections: 50, together: true };
  const running = runClient('tcp-client', options, terminal);
  await log.find(({ event, connection }) => event === 'accept' && connection === 49);
  terminal.interrupt();
  await running;
  await peer.close();
  // Warnings come in a later turn of the event loop.
  await new Promise((resolve) => setImmediate(resolve));
  process.off('warning', warn);
  expect(warnings).toEqual([]);
});
