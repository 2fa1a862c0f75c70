import { afterEach, describe, expect, test } from 'vitest';
import { Client, Log } from '../common/client.test.helper.ts';
import type { Peer, PeerHooks } from '../peer.ts';
import { listenPmu } from './pmu.ts';
import { pmuFlood, pmuMessages } from './pmu-answer.ts';
import type { PmuInput } from './pmu-options.ts';

const started: Peer[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((peer) => peer.close()));
});

/** A PMU on a free port, and its log. */
async function start(input: PmuInput = {}, read?: PeerHooks['read']): Promise<{ peer: Peer; log: Log }> {
  const log = new Log();
  const peer = await listenPmu({ port: 0, ...input }, { log: log.log, ...(read ? { read } : {}) });
  started.push(peer);
  return { peer, log };
}

/** Sends a command in one piece and reads to the end. */
async function ask(peer: Peer, command: string): Promise<string> {
  const client = new Client(peer);
  await client.write(command);
  return String(await client.all());
}

/** Asks for the messages with a `read` hook that knows what the client has read. Returns the sends and the chunks. */
async function askExactly(input: PmuInput, command = 'CMD_short:0') {
  const bench: { client?: Client; log?: Log } = {};
  const { peer, log } = await start(input, async () => {
    const last = bench.log?.of('send').at(-1);
    await bench.client?.until((last?.offset ?? 0) + (last?.length ?? 0));
  });
  const client = new Client(peer);
  Object.assign(bench, { client, log });
  await client.write(command);
  const whole = await client.all();
  await log.closed();
  return { log, whole, chunks: client.chunks.map(String), sends: log.of('send') };
}

describe('messages', () => {
  const segmentations = ['natural', 'one-by-one', 'coalesced', 'cut', 'bytes'] as const;

  test.each(segmentations)(
    '%s: every byte arrives, the sends cover them, the connection ends in order',
    async (segmentation) => {
      const input: PmuInput = { messages: 17, segmentation };
      const { peer, log } = await start(input);
      expect(await ask(peer, 'CMD_short:0')).toBe(pmuMessages(input).join(''));
      await log.closed();
      let offset = 0;
      for (const send of log.of('send')) {
        expect(send.offset).toBe(offset);
        offset += send.length ?? 0;
      }
      expect(offset).toBe(pmuMessages(input).join('').length);
      expect(log.story()).toBe('accept receive command send shutdown end close');
    },
  );

  test('natural: one send() for each message', async () => {
    const { peer, log } = await start({ messages: 3 });
    await ask(peer, 'CMD_short:0');
    expect(log.of('send').map(({ data, message }) => [data, message])).toEqual([
      ['This is PMU data 0', 0],
      ['This is PMU data 1', 1],
      ['This is PMU data 2', 2],
    ]);
  });

  test('coalesced: all in one send()', async () => {
    const { peer, log } = await start({ messages: 17, segmentation: 'coalesced' });
    await ask(peer, 'CMD_short:0');
    expect(log.of('send')).toMatchObject([{ offset: 0, length: 17 * 18 + 7, message: 0 }]);
  });

  test('one-by-one: each recv() of the client returns one message', async () => {
    const { chunks } = await askExactly({ messages: 12, firstNumber: 1, segmentation: 'one-by-one' });
    expect(chunks).toEqual(pmuMessages({ messages: 12, firstNumber: 1 }));
  });

  test.each(['cut', 'bytes'] as const)(
    '%s: each recv() of the client returns one piece',
    async (segmentation) => {
      const { whole, chunks, sends } = await askExactly({ messages: 12, segmentation });
      expect(String(whole)).toBe(pmuMessages({ messages: 12 }).join(''));
      expect(chunks.map((chunk) => chunk.length)).toEqual(sends.map((send) => send.length));
    },
  );

  test('the same seed sends the same pieces, another seed others', async () => {
    const chunks: string[][] = [];
    for (const seed of ['a', 'a', 'b']) {
      chunks.push((await askExactly({ seed, messages: 15, segmentation: 'cut' })).chunks);
    }
    expect(chunks[1]).toEqual(chunks[0]);
    expect(chunks[2]).not.toEqual(chunks[0]);
  });

  test('a delay passes between messages, and not after the last', async () => {
    const { log, whole } = await askExactly({ messages: 3, segmentation: 'cut' }, 'CMD_short:0.1');
    expect(String(whole)).toBe(pmuMessages({ messages: 3 }).join(''));
    const firsts = [0, 1, 2].map(
      (message) => log.of('send').find((event) => event.message === message)?.at ?? 0,
    );
    const last = log.of('send').at(-1)?.at ?? 0;
    // setTimeout() may be a millisecond early.
    expect((firsts[1] ?? 0) - (firsts[0] ?? 0)).toBeGreaterThanOrEqual(99_000);
    expect((firsts[2] ?? 0) - (firsts[1] ?? 0)).toBeGreaterThanOrEqual(99_000);
    expect((log.of('shutdown')[0]?.at ?? Infinity) - last).toBeLessThan(99_000);
  });

  test('no messages: the connection just ends', async () => {
    const { peer, log } = await start({ messages: 0 });
    expect(await ask(peer, 'CMD_short:0')).toBe('');
    await log.closed();
    expect(log.story()).toBe('accept receive command shutdown end close');
  });
});

describe('flood', () => {
  test('natural: one send(), every byte', async () => {
    const input: PmuInput = { flood: { bytes: 2_000_000 } };
    const { peer, log } = await start(input);
    expect((await ask(peer, 'CMD_floodme')) === String(pmuFlood(input))).toBe(true);
    expect(log.of('send')).toMatchObject([{ offset: 0, length: 2_000_000 }]);
  });

  test.each([
    ['cut', 60_000],
    ['bytes', 700],
  ] as const)('%s: each recv() of the client returns one piece', async (floodSegmentation, bytes) => {
    const input: PmuInput = { flood: { bytes, text: 'utf8' }, floodSegmentation };
    const { whole, chunks, sends } = await askExactly(input, 'CMD_floodme');
    expect(whole.equals(pmuFlood(input))).toBe(true);
    expect(chunks.length).toBe(sends.length);
  });
});

describe('commands', () => {
  test('byte by byte, each in a segment of its own', async () => {
    const { peer, log } = await start({ messages: 2 });
    const client = new Client(peer);
    for (const [index, byte] of [...'CMD_short:0.2'].entries()) {
      await client.write(byte);
      await log.find((event) => event.event === 'receive' && event.offset === index);
    }
    expect(String(await client.all())).toBe(pmuMessages({ messages: 2 }).join(''));
    expect(log.of('command')).toMatchObject([{ data: 'CMD_short:0.2' }]);
    expect(log.of('receive').map((event) => event.length)).toEqual(Array(13).fill(1));
    // A client that writes in pieces gets ten times 20 ms after the last one; a timer may be a millisecond early.
    const silence = (log.of('command')[0]?.at ?? 0) - (log.of('receive').at(-1)?.at ?? 0);
    expect(silence).toBeGreaterThanOrEqual(199_000);
  });

  test('followed by the end of the stream: answered without waiting for silence', async () => {
    const { peer, log } = await start({ messages: 2, quietTime: 10_000 });
    const client = new Client(peer);
    client.socket.end('CMD_short:0');
    expect(String(await client.all())).toBe(pmuMessages({ messages: 2 }).join(''));
    await log.closed();
    expect(log.story()).toBe('accept receive end command send shutdown close');
  });

  test.each([
    'CMD_short:0\n',
    'CMD_floodme\0',
    'CMD_short:61',
    'CMD_short:',
    'hello',
    'CMD_short:0CMD_short:0',
  ])('%j is refused with a text that shows it and names the known ones', async (command) => {
    const { peer, log } = await start({ idleTimeout: 0.05 });
    const answer = await ask(peer, command);
    expect(answer).toContain(JSON.stringify(command).replaceAll('\\u00', '\\x'));
    expect(answer).toContain('CMD_short:d');
    expect(answer).toContain('CMD_floodme');
    expect(log.of('refuse').length).toBe(1);
    expect(log.of('command').length).toBe(0);
  });

  test('a newline is ignored when not strict, and still recorded', async () => {
    const { peer, log } = await start({ strict: false, messages: 1 });
    expect(await ask(peer, 'CMD_short:0\r\n')).toBe('This is PMU data 0');
    expect(log.of('receive')[0]?.data).toBe('CMD_short:0\\r\\n');
    expect(log.of('command')[0]?.note).toBe('ignored after the command: "\\r\\n" (2 bytes)');
  });

  test('sent twice, the second time during the answer: noted, and the answer comes once', async () => {
    const { peer, log } = await start({ messages: 2 });
    const client = new Client(peer);
    await client.write('CMD_short:0.1');
    await client.until(18);
    await client.write('CMD_short:0.1');
    expect(String(await client.all())).toBe(pmuMessages({ messages: 2 }).join(''));
    expect(log.of('receive')[1]?.note).toBe('discarded: the command again');
    expect(log.of('command').length).toBe(1);
  });

  test('longer than any command: refused at once', async () => {
    const { peer, log } = await start({ quietTime: 10_000 });
    expect(await ask(peer, 'x'.repeat(1024))).toContain('longer than 64 bytes');
    await log.closed();
  });

  test('no command in time: the client is told', async () => {
    const { peer, log } = await start({ idleTimeout: 0.02 });
    const client = new Client(peer);
    expect(String(await client.all())).toContain('no complete command within 0.02 s');
    expect(log.of('timeout').length).toBe(1);
  });

  test('no command, and the stream ends: closed without an answer', async () => {
    const { peer, log } = await start();
    const client = new Client(peer);
    client.socket.end();
    expect(String(await client.all())).toBe('');
    expect((await log.closed()).note).toBe('the client closed without a command');
  });
});
