/** Clients with manners of every kind against a server under test, which sees what they do on real sockets. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { listenPeer } from '../catalog.ts';
import { runClient } from '../client-catalog.ts';
import { Log } from '../common/client.test.helper.ts';
import { Terminal } from '../common/run.test.helper.ts';
import type { PeerMessage } from '../peer.ts';
import { boundariesOf } from './manner.ts';
import { withConnection } from './tcp-client.ts';

/** A server under test: what it saw on each connection, in order. */
interface Seen {
  readonly server: Server;
  readonly port: number;
  readonly sockets: Socket[];
  /** For each connection: its chunks, then `end`, `reset` and `close`. */
  readonly stories: string[][];
  /** Most connections that were open at the same time. */
  together: number;
}

const servers: Seen[] = [];

afterEach(() => {
  for (const { server, sockets } of servers.splice(0)) {
    server.close();
    for (const socket of sockets) socket.destroy();
  }
});

/** Starts a server; `serve` is what it does with each connection. */
async function underTest(serve: (socket: Socket) => void = () => {}): Promise<Seen> {
  const server = createServer({ allowHalfOpen: true, noDelay: true });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const seen: Seen = { server, port, sockets: [], stories: [], together: 0 };
  let open = 0;
  server.on('connection', (socket) => {
    const story: string[] = [];
    seen.stories.push(story);
    seen.sockets.push(socket);
    seen.together = Math.max(seen.together, ++open);
    socket.on('data', (bytes) => story.push(bytes.toString()));
    socket.on('end', () => story.push('end'));
    socket.on('error', ({ code }: NodeJS.ErrnoException) => story.push(code ?? ''));
    socket.on('close', () => {
      open--;
      story.push('close');
    });
    serve(socket);
  });
  servers.push(seen);
  return seen;
}

/** A server that echoes, and closes when the client does. */
const echoing = (socket: Socket): void => void socket.pipe(socket);

/** Waits until a connection of the server is closed, in whatever way. */
async function closed({ sockets }: Seen, index = 0): Promise<void> {
  const socket = sockets[index]!;
  if (!socket.closed) await new Promise<void>((resolve) => socket.on('close', () => resolve()));
}

/** Resolves when the server has read all that the client has sent on its only connection: the hook of a bench. */
async function untilRead({ stories, sockets, server }: Seen, { events }: Terminal): Promise<void> {
  const sent = events.of('send').reduce((sum, { length = 0 }) => sum + length, 0);
  while ((stories[0]?.join('').length ?? 0) < sent)
    await (sockets[0] ? once(sockets[0], 'data') : once(server, 'connection'));
}

/** Runs a client to its end. */
async function run(seen: Seen, options: Record<string, unknown>, client = 'tcp-client'): Promise<Terminal> {
  const terminal = new Terminal();
  const hooks = Object.assign(terminal, { read: () => untilRead(seen, terminal) });
  await runClient(client, { server: '127.0.0.1', port: seen.port, ...options }, hooks);
  return terminal;
}

describe('when it leaves', () => {
  test('politely: it has everything, and closes after the server', async () => {
    const seen = await underTest((socket) => socket.on('data', () => socket.end('answer')));
    const terminal = await run(seen, { text: 'a\\nb\\x00' });
    await closed(seen);
    expect(terminal.output).toBe('answer');
    expect(seen.stories[0]).toEqual(['a\nb\0', 'end', 'close']);
    expect(terminal.events.story()).toBe('connect send receive end shutdown close');
    const [sent] = terminal.events.of('send');
    expect(sent).toMatchObject({ offset: 0, length: 4, data: 'a\\nb\\x00', message: 0 });
    expect(terminal.events.of('receive')[0]).toMatchObject({ offset: 0, length: 6 });
  });

  test('after connect(), without a word: nothing arrives but FIN', async () => {
    const seen = await underTest((socket) => socket.on('end', () => socket.end()));
    const terminal = await run(seen, { text: 'never sent', leave: 'after-connect', pause: 0.05 });
    await closed(seen);
    expect(seen.stories[0]).toEqual(['end', 'close']);
    expect(terminal.output).toBe('');
    expect((await terminal.events.closed()).note).toBe('it left after connect()');
  });

  test('after what it sent: the answer is not read', async () => {
    const seen = await underTest(echoing);
    const terminal = await run(seen, { text: 'hello', leave: 'after-request' });
    await closed(seen);
    expect(seen.stories[0]).toEqual(['hello', 'end', 'close']);
    expect(terminal.output).toBe('');
  });

  test('during the answer: it has read one byte', async () => {
    const seen = await underTest((socket) => socket.on('data', () => socket.write('x'.repeat(1000))));
    const terminal = await run(seen, {
      text: 'hello',
      leave: 'during-answer',
      close: 'at-once',
      readSize: 1,
    });
    expect(terminal.output).toBe('x');
    await closed(seen);
    // 999 bytes are unread: close() sends RST instead of FIN (RFC 2525 section 2.17).
    expect(seen.stories[0]).toEqual(['hello', 'ECONNRESET', 'close']);
  });

  test.each(['pdc', 'echo', 'tcp-client'])(
    '%s leaves during the answer with one byte of it',
    async (client) => {
      const seen = await underTest((socket) => {
        socket.on('data', () => socket.write('This is PMU data 1'));
        socket.on('end', () => socket.end());
      });
      const { events } = await run(
        seen,
        { leave: 'during-answer', ...(client === 'pdc' ? {} : { text: 'x'.repeat(99), readSize: 1 }) },
        client,
      );
      expect(events.of('receive')[0]).toMatchObject({ offset: 0, length: 1 });
      expect((await events.closed()).note).toBe('it left during the answer');
    },
  );
});

describe('how it closes', () => {
  test('half: FIN right after its text, and it reads what comes then', async () => {
    const seen = await underTest((socket) => socket.on('end', () => socket.end('after your FIN')));
    const terminal = await run(seen, { text: 'all of it', close: 'half' });
    expect(terminal.output).toBe('after your FIN');
    await closed(seen);
    expect(seen.stories[0]).toEqual(['all of it', 'end', 'close']);
    expect(terminal.events.story()).toBe('connect send shutdown receive end close');
  });

  test.each([
    { leave: 'after-connect' },
    { leave: 'after-request', text: 'x' },
    { leave: 'during-answer', text: 'x' },
  ])('reset, %o', async (options) => {
    const seen = await underTest((socket) => socket.on('data', () => socket.write('some answer')));
    const { events } = await run(seen, { ...options, close: 'reset' });
    await closed(seen);
    expect(seen.stories[0]!.slice(-2)).toEqual(['ECONNRESET', 'close']);
    expect((await events.closed()).note).toMatch(/^it left .*, with RST$/);
  });

  test('reset at the end: also a client that has everything', async () => {
    const seen = await underTest(echoing);
    const { output } = await run(seen, { text: 'abc', expects: 3, close: 'reset' });
    await closed(seen);
    expect(output).toBe('abc');
    expect(seen.stories[0]).toEqual(['abc', 'ECONNRESET', 'close']);
  });

  test('the chat client can be reset at its end too', async () => {
    const seen = await underTest();
    const terminal = new Terminal();
    terminal.type('hello\n');
    const running = runClient('chat', { server: '127.0.0.1', port: seen.port, close: 'reset' }, terminal);
    await terminal.events.find(({ event }) => event === 'send');
    await untilRead(seen, terminal);
    terminal.type('\n');
    await running;
    await closed(seen);
    expect(seen.stories[0]).toEqual(['hello', 'ECONNRESET', 'close']);
  });
});

describe('how it sends and reads', () => {
  test('in pieces: the next one leaves when the one before was read', async () => {
    const seen = await underTest((socket) => socket.on('end', () => socket.end()));
    const terminal = new Terminal();
    const messages: PeerMessage[] = [];
    const options = {
      server: '127.0.0.1',
      port: seen.port,
      text: 'abcdefgh',
      cut: '6,3,3,99',
      close: 'half',
    };
    const read = (): Promise<void> => untilRead(seen, terminal);
    const message = (each: PeerMessage): unknown => messages.push(each);
    await runClient('tcp-client', options, Object.assign(terminal, { read, message }));
    expect(seen.stories[0]!.slice(0, 4)).toEqual(['abc', 'def', 'gh', 'end']);
    expect(terminal.events.of('send').map(({ offset, length }) => [offset, length])).toEqual([
      [0, 3],
      [3, 3],
      [6, 2],
    ]);
    // It is still one message.
    expect(messages).toMatchObject([{ message: 0, offset: 0, length: 8, text: 'abcdefgh' }]);
  });

  test('byte by byte, with a pause', async () => {
    const seen = await underTest((socket) => socket.on('end', () => socket.end()));
    const { events } = await run(
      seen,
      { text: 'abcd', cut: 'bytes', pause: 0.02, close: 'half' },
      'tcp-client',
    );
    await closed(seen);
    expect(events.of('send').map(({ data }) => data)).toEqual(['a', 'b', 'c', 'd']);
    const [first, ...others] = events.of('send').map(({ at }) => at);
    expect(others.at(-1)! - first!).toBeGreaterThanOrEqual(3 * 19_000);
  });

  test('a slow reader gets everything', async () => {
    const seen = await underTest((socket) => socket.on('data', () => socket.end('0123456789')));
    const { output, events } = await run(seen, { text: 'x', readPause: 0.01, readSize: 3 });
    expect(output).toBe('0123456789');
    expect(events.of('receive').length).toBeGreaterThanOrEqual(4);
  });

  test('boundaries: in order, once, and inside', () => {
    expect(boundariesOf('', 5)).toEqual([]);
    expect(boundariesOf('4,2,4,5,9', 5)).toEqual([2, 4]);
    expect(boundariesOf('bytes', 3)).toEqual([1, 2]);
    expect(boundariesOf('bytes', 1_000_000)).toHaveLength(4095);
  });
});

describe('how many there are', () => {
  test('one after the other: the next one comes when the one before has gone', async () => {
    const seen = await underTest(echoing);
    const { events } = await run(seen, { text: 'hi', close: 'half', connections: 3 });
    expect(seen.stories.map(([first]) => first)).toEqual(['hi', 'hi', 'hi']);
    expect(
      events.events
        .filter(({ event }) => event === 'connect' || event === 'close')
        .map(({ event, connection }) => [event, connection]),
    ).toEqual(
      [0, 1, 2].flatMap((number) => [
        ['connect', number],
        ['close', number],
      ]),
    );
  });

  test('at the same time: the server has all of them before it answers one', async () => {
    const waiting: Socket[] = [];
    const seen = await underTest((socket) => {
      socket.on('data', () => waiting.push(socket));
      socket.on('data', () => {
        if (waiting.length === 5) for (const each of waiting) each.end('now');
      });
    });
    const terminal = await run(seen, { text: 'hi', connections: 5, together: true });
    expect(terminal.output).toBe('now'.repeat(5));
    expect(seen.together).toBe(5);
    for (let number = 0; number < 5; number++)
      expect(terminal.events.story(number)).toBe('connect send receive end shutdown close');
  });

  test('our echo server serves one at a time, and all of them in the end', async () => {
    const log = new Log();
    const peer = await listenPeer('echo', { port: 0 }, log);
    const terminal = new Terminal();
    const options = {
      server: '127.0.0.1',
      port: peer.address.port,
      stay: false,
      connections: 4,
      together: true,
    };
    await runClient('echo', options, terminal);
    expect(terminal.output.match(/received/g)!.length).toBeGreaterThanOrEqual(4 * 6);
    await peer.close();
    expect(log.events.filter(({ event }) => event === 'accept')).toHaveLength(4);
  });

  test('one that fails does not end the others', async () => {
    const seen = await underTest((socket) => {
      const isFirst = seen.sockets[0] === socket;
      socket.on('data', () => (isFirst ? socket.resetAndDestroy() : socket.end('fine')));
    });
    const terminal = new Terminal();
    const options = { server: '127.0.0.1', port: seen.port, text: 'x', connections: 3, together: true };
    await expect(runClient('tcp-client', options, terminal)).rejects.toMatchObject({
      code: 'PEER_CLIENT_RESET',
    });
    expect(terminal.output).toBe('finefine');
  });
});

describe('a server that answers oddly', () => {
  test('it never answers', async () => {
    const seen = await underTest();
    await expect(run(seen, { text: 'hello', timeout: 0.05 })).rejects.toMatchObject({
      code: 'PEER_CLIENT_SILENT',
      message: `tcp-client: 127.0.0.1 port ${seen.port} sent nothing for 0.05 s.`,
    });
    const pdc = new Terminal();
    const options = { server: '127.0.0.1', port: seen.port, timeout: 0.05 };
    await expect(runClient('pdc', options, pdc)).rejects.toMatchObject({ code: 'PEER_CLIENT_SILENT' });
    expect(pdc.events.of('timeout')[0]!.note).toBe(
      'the server sent nothing for 0.05 s, after 0 bytes, and has not closed the connection',
    );
    expect(pdc.events.of('close')[0]!.note).toBe('the client gave up');
  });

  test('it never reads', async () => {
    const seen = await underTest((socket) => socket.pause());
    const error = await withConnection(
      { name: 'big', server: '127.0.0.1', port: seen.port, timeout: 0.2 },
      new Terminal(),
      (connection) => connection.send(Buffer.alloc(64 * 1024 * 1024)),
    ).catch((caught: unknown) => caught);
    expect(error).toMatchObject({
      code: 'PEER_CLIENT_SILENT',
      message: expect.stringContaining('read nothing'),
    });
  });

  test('it never closes: our FIN is enough', async () => {
    const seen = await underTest((socket) => socket.on('data', () => socket.write('abc')));
    const terminal = await run(seen, { text: 'x', expects: 3 });
    expect(terminal.output).toBe('abc');
    expect((await terminal.events.closed()).note).toBe('the other side did not close within 2 s');
  });

  test('its answer has no end', async () => {
    const seen = await underTest((socket) => {
      const more = (): void => {
        while (!socket.destroyed && socket.write(Buffer.alloc(65_536, 'again ')));
      };
      socket.on('drain', more);
      more();
    });
    const options = { name: 'tcp-client', server: '127.0.0.1', port: seen.port, maxAnswer: 1_000_000 };
    const reading = withConnection(options, new Terminal(), async (connection) => {
      while (typeof (await connection.receive()) !== 'string');
    });
    await expect(reading).rejects.toMatchObject({
      code: 'PEER_CLIENT_ENDLESS',
      observed: 'more than 1,000,000 bytes; the rest was not read',
    });
  });

  test('its answer is longer than the client reads', async () => {
    const seen = await underTest((socket) => socket.end('abcdef'));
    const error = { code: 'PEER_CLIENT_ENDLESS', observed: 'more than 5 bytes; the rest was not read' };
    await expect(run(seen, { maxAnswer: 5 })).rejects.toMatchObject(error);
    expect((await run(seen, { maxAnswer: 6 })).output).toBe('abcdef');
  });

  test.each([
    ['tcp-client', { text: 'x', expects: 5 }, 'abc', 'the server closed after 3 of 5 bytes'],
    ['echo', { text: 'abcde', stay: false }, 'abc', 'the server closed after 3 of 5 bytes'],
    [
      'echo',
      { text: 'abcde', stay: false },
      'abXYe',
      'other bytes came back than were sent: "XYe" (3 bytes) for "cde" (3 bytes)',
    ],
    ['echo', { text: 'abcde', stay: false }, 'abcdef', 'more came back than was sent'],
    ['echo', { text: 'abcde', stay: false, close: 'reset' }, 'X', /^other bytes .*"a" \(1 byte\), with RST$/],
    ['echo', { text: 'abcde', stay: false }, 'abcde', undefined],
  ] as const)('%s %j, answered with %j and FIN: the end says %s', async (client, options, answer, note) => {
    const seen = await underTest((socket) => socket.once('data', () => socket.end(answer)));
    const { events } = await run(seen, options, client);
    const said = (await events.closed()).note;
    if (note instanceof RegExp) expect(said).toMatch(note);
    else expect(said).toBe(note);
  });

  test('it sends garbage, before it was asked', async () => {
    const seen = await underTest((socket) => socket.end(Buffer.from([0, 255, 27, 10])));
    const terminal = await run(seen, {}, 'pdc');
    expect(terminal.output).toBe(Buffer.from([0, 255, 27, 10]).toString());
    const { port } = seen;
    await expect(
      runClient('page', { url: `http://127.0.0.1:${port}/` }, new Terminal()),
    ).rejects.toMatchObject({
      code: 'PEER_CLIENT_PAGE',
      observed: expect.stringContaining('HPE_'),
    });
  });
});

test('the page client is rude in the same ways: HTTP is cut, and nothing of it changes', async () => {
  const log = new Log();
  const peer = await listenPeer('page', { port: 0 }, log);
  const url = `http://127.0.0.1:${peer.address.port}/`;
  const polite = new Terminal();
  await runClient('page', { url }, polite);
  const rude = new Terminal();
  await runClient('page', { url, cut: '1,2,3,20', pause: 0.01, readPause: 0.001, connections: 2 }, rude);
  expect(rude.output).toBe(polite.output.repeat(2));
  expect(
    rude.events
      .of('send')
      .map(({ length }) => length)
      .slice(0, 3),
  ).toEqual([1, 1, 1]);
  const early = new Terminal();
  await runClient('page', { url, leave: 'during-answer' }, early);
  expect(early.output).toBe('');
  await peer.close();
});

test('Ctrl-C ends a crowd, and a client that pauses', async () => {
  const seen = await underTest();
  const terminal = new Terminal();
  const options = {
    server: '127.0.0.1',
    port: seen.port,
    leave: 'after-connect',
    pause: 3600,
    connections: 9,
    together: true,
  };
  const running = runClient('tcp-client', options, terminal);
  await terminal.events.find(({ connection }) => connection === 8);
  terminal.interrupt();
  await running;
  expect(terminal.events.events.filter(({ event }) => event === 'close')).toHaveLength(9);
});

test('options that no row can express are checked', async () => {
  for (const [client, options] of [
    ['tcp-client', { cut: '0' }],
    ['pdc', { cut: '3;4' }],
    ['echo', { cut: 'x' }],
    ['chat', { cut: '-1' }],
    ['page', { cut: '1,' }],
    ['tcp-client', { text: 'a\\q' }],
  ] as const) {
    await expect(runClient(client, options, new Terminal())).rejects.toMatchObject({
      code: 'PEER_OPTION_VALUE',
    });
  }
});
