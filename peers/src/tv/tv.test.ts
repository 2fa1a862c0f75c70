import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { Log } from '../common/client.test.helper.ts';
import { Party, Stage } from '../common/udp.test.helper.ts';
import { verse } from '../common/verse.ts';
import type { Peer, PeerEvent, PeerHooks } from '../peer.ts';
import { MAX_DATAGRAM } from '../transport/udp-socket.ts';
import { listenAnswerer } from './answerer.ts';
import { MAX_LINE } from './broadcast-text.ts';
import { runReceiver } from './receiver.ts';
import { listenRecorder } from './recorder.ts';
import { runSender } from './sender.ts';
import { listenStation } from './station.ts';

/** Where a group meets. */
interface Group {
  readonly group: string;
  readonly port: number;
  readonly interface: string;
}

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

/** A group that no other test has joined: an address for local use (RFC 2365), and a free port. Nothing leaves this computer. */
let groups = 0;
async function newGroup(): Promise<Group> {
  const { socket, port } = await Party.open();
  socket.close();
  return { group: `239.255.${process.pid % 256}.${++groups}`, port, interface: '127.0.0.1' };
}

async function start<Input>(
  listen: (input: Input, hooks: PeerHooks) => Promise<Peer>,
  input: Input,
): Promise<{ peer: Peer; log: Log }> {
  const log = new Log();
  const peer = await listen(input, { log: log.log });
  ends.push(() => peer.close());
  return { peer, log };
}

/** Our receiver, and what it prints; it has joined the group when this resolves. */
async function watch(
  where: Group,
  options: Record<string, unknown> = {},
): Promise<{ stage: Stage; over: Promise<void> }> {
  const stage = new Stage();
  const over = runReceiver({ ...where, ...options }, stage);
  over.catch(() => {});
  ends.push(async () => {
    stage.controller.abort();
    await over.catch(() => {});
  });
  await stage.events.find(({ event }) => event === 'listen');
  return { stage, over };
}

/** Runs our sender with an input until it ends. */
async function say(where: Group, input: readonly (string | Uint8Array)[], sciper = '123456'): Promise<Stage> {
  const stage = new Stage(input);
  await runSender({ ...where, sciper }, stage);
  return stage;
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'wireside-tv-'));
  ends.push(() => rmSync(path, { recursive: true }));
  return path;
}

describe('the station', () => {
  test('sends a file line by line, then RWND, pauses, and starts again; every receiver gets all of it', async () => {
    const where = await newGroup();
    const text = join(folder(), 'play.txt');
    writeFileSync(text, Buffer.from('Act one \t\r\n\n  caf\xe9\n', 'latin1'));
    const [first, second] = [await watch(where), await watch(where, { id: false })];
    const { log } = await start(listenStation, { ...where, text, interval: 0.002 });
    const heard = (await first.stage.lines(7)).slice(0, 7);
    const latin = Buffer.from('swcmTV  caf\xe9', 'latin1').toString('utf8');
    expect(heard.slice(0, 4)).toEqual(['swcmTVAct one', 'swcmTV', latin, 'swcmTVRWND...']);
    expect(heard.slice(4)).toEqual(heard.slice(0, 3));
    expect((await second.stage.lines(4)).slice(0, 2)).toEqual(['Act one', '']);
    const sends = log.events.filter(({ event }) => event === 'send');
    expect(sends.slice(0, 5).map(({ message }) => message)).toEqual([0, 1, 2, undefined, 0]);
    expect(sends[0]?.remote).toBe(`${where.group}:${where.port}`);
  });

  test('generates a verse, with its own rewind message, once', async () => {
    const where = await newGroup();
    const { stage } = await watch(where);
    const input = {
      ...where,
      id: 'OTHER1',
      bytes: 300,
      seed: 's',
      interval: 0.001,
      loop: false,
      rewind: 'END',
    };
    await start(listenStation, { ...input, pause: 0, ttl: 1 });
    const lines = verse('s', 300, 'ascii')
      .toString()
      .split('\n')
      .map((line) => `OTHER1${line.trimEnd()}`);
    expect(await stage.lines(lines.length + 1)).toEqual([...lines, 'OTHER1END']);
  });

  test('a line too long for a packet becomes several', async () => {
    const where = await newGroup();
    const text = join(folder(), 'long.txt');
    writeFileSync(text, 'x'.repeat(MAX_LINE + 10));
    const { stage } = await watch(where, { id: false });
    await start(listenStation, { ...where, text, interval: 0.001 });
    expect((await stage.lines(3)).slice(0, 3).map((line) => line.length)).toEqual([MAX_LINE, 10, 7]);
  });

  test.each([
    [{ group: '10.0.0.1' }, 'PEER_OPTION_VALUE'],
    [{ group: 'tv' }, 'PEER_OPTION_VALUE'],
    [{ id: 'short' }, 'PEER_OPTION_VALUE'],
    [{ text: '/nowhere/play.txt' }, 'PEER_FILE'],
    [{ text: '/' }, 'PEER_FILE'],
    [{ interface: '192.0.2.111' }, 'PEER_ADDRESS_ABSENT'],
    [{ interface: 'wlan99' }, 'PEER_ADDRESS_ABSENT'],
  ])('refuses %j', async (input, code) => {
    await expect(start(listenStation, input)).rejects.toMatchObject({ code });
  });

  test('closes at once in a long interval, and may be closed twice', async () => {
    const where = await newGroup();
    const { peer, log } = await start(listenStation, { ...where, interval: 3600 });
    await log.find(({ event }) => event === 'send');
    await Promise.all([peer.close(), peer.close()]);
    expect(log.events.at(-1)?.event).toBe('close');
  });
});

describe('the recorder', () => {
  test('keeps everything that anyone sends, in the log and in a file', async () => {
    const where = await newGroup();
    const file = join(folder(), 'tape.ndjson');
    const { peer, log } = await start(listenRecorder, { ...where, file });
    const one = await Party.open();
    ends.push(() => one.socket.close());
    one.socket.setMulticastInterface('127.0.0.1');
    await say(where, ['one\ntwo'], '111111');
    for (const bytes of [Buffer.alloc(0), Buffer.from('abc'), Buffer.from('222222\x1b[2J')])
      await one.send(bytes, where.port, where.group);
    await one.send(Buffer.alloc(MAX_DATAGRAM, 0xfe), where.port, where.group);
    const kept = (): PeerEvent[] => log.events.filter(({ event }) => event === 'command');
    await log.find(() => kept().length === 6);
    await peer.close();
    const rows = readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(rows.map(({ id, text, length }) => [id, length, String(text).slice(0, 8)])).toEqual([
      ['111111', 9, 'one'],
      ['111111', 9, 'two'],
      [undefined, 0, ''],
      [undefined, 3, 'abc'],
      ['222222', 10, '\\x1b[2J'],
      ['\\xfe'.repeat(6), MAX_DATAGRAM, '\\xfe\\xfe'],
    ]);
    expect(rows[2]?.['from']).toBe(`127.0.0.1:${one.socket ? kept()[2]?.remote?.split(':')[1] : ''}`);
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test.each([{ maxDatagrams: 2 }, { maxBytes: 20 }])(
    'is full at some point, and reports it once: %j',
    async (bound) => {
      const where = await newGroup();
      const { log } = await start(listenRecorder, { ...where, ...bound });
      const heard = (): number => log.events.filter(({ event }) => event === 'receive').length;
      for (let index = 0; index < 6; index++) {
        await say(where, [`line`]);
        await log.find(() => heard() === index + 1);
      }
      await log.find(({ event }) => event === 'refuse');
      expect(log.events.filter(({ event }) => event === 'command').length).toBe(2);
      expect(log.events.filter(({ event }) => event === 'refuse').map(({ note }) => note)).toEqual([
        'full: 2 datagrams with 20 bytes are kept',
      ]);
    },
  );

  test('receives nothing of another group on the same port, and names a file it cannot write', async () => {
    const where = await newGroup();
    const other = { ...where, group: '239.255.255.250' };
    const { log } = await start(listenRecorder, where);
    await start(listenRecorder, other);
    await say(other, ['not for you']);
    await say(where, ['for you']);
    expect((await log.find(({ event }) => event === 'receive')).data).toBe('123456for you');
    await expect(start(listenRecorder, { ...where, file: '/nowhere/tape' })).rejects.toMatchObject({
      code: 'PEER_FILE',
    });
  });
});

describe('the answerer', () => {
  test('answers after more than 300 characters in total, and starts to count again', async () => {
    const where = await newGroup();
    const { stage } = await watch(where);
    const { log } = await start(listenAnswerer, where);
    const counted = (): PeerEvent[] => log.events.filter(({ event }) => event === 'command');
    // 300 characters, some of them with two bytes: not enough. One more is enough.
    await say(where, [`${'é'.repeat(100)}\n${'x'.repeat(200)}\n`]);
    await log.find(() => counted().length === 2);
    expect(counted()[1]?.note).toBe('123456 has sent 300 characters');
    expect(log.events.filter(({ event }) => event === 'send')).toEqual([]);
    await say(where, ['y']);
    expect((await stage.lines(4))[3]).toBe(
      'swcmTVWe have heard you, 123456, and the wire carried every word.',
    );
    await say(where, ['y']);
    await log.find(() => counted().length === 4);
    expect(counted()[3]?.note).toBe('123456 has sent 1 characters');
  });

  test('never answers itself, the station, or another answerer: no storm of answers can begin', async () => {
    const where = await newGroup();
    const { stage } = await watch(where);
    const input = { ...where, threshold: 100, text: 'z'.repeat(100) };
    const first = await start(listenAnswerer, { ...input, id: '777777' });
    const second = await start(listenAnswerer, input);
    await start(listenStation, { ...where, interval: 0.001, loop: false, bytes: 500 });
    await say(where, ['x'.repeat(101)]);
    // The second receives what the first sends as 777777, and answers only as often as its length allows: here, never.
    await second.log.find(({ note }) => note === '777777 has sent 100 characters');
    await stage.events.find(({ data }) => data === 'swcmTVRWND...');
    for (const { log } of [first, second]) {
      const sends = log.events.filter(({ event }) => event === 'send');
      expect(sends.map(({ note }) => note)).toEqual(['to 123456, after 101 characters']);
    }
  });

  test('remembers a limited number of senders, and forgets the oldest', async () => {
    const where = await newGroup();
    const { log } = await start(listenAnswerer, { ...where, maxSenders: 2 });
    const notes = (): (string | undefined)[] =>
      log.events.filter(({ event }) => event === 'command').map(({ note }) => note);
    for (const [index, id] of ['000001', '000002', '000001', '000003', '000001', '000002'].entries()) {
      await say(where, ['four'], id);
      await log.find(() => notes().length === index + 1);
    }
    expect(notes().slice(4)).toEqual(['000001 has sent 12 characters', '000002 has sent 4 characters']);
  });

  test('survives a storm of datagrams that are too short, too long, or from nobody', async () => {
    const where = await newGroup();
    const { log } = await start(listenAnswerer, where);
    const one = await Party.open();
    ends.push(() => one.socket.close());
    one.socket.setMulticastInterface('127.0.0.1');
    const junk = [
      Buffer.alloc(0),
      Buffer.alloc(5),
      Buffer.alloc(MAX_DATAGRAM, 0xff),
      Buffer.from('12345xno digits'),
    ];
    await Promise.all(
      Array.from({ length: 400 }, (_, index) => one.send(junk[index % 4] as Buffer, where.port, where.group)),
    );
    const counted = log.find(({ note }) => note?.startsWith('123456') === true);
    const again = setInterval(() => void say(where, ['hello']), 50);
    await counted;
    clearInterval(again);
    expect(log.events.filter(({ event }) => event === 'error')).toEqual([]);
  });

  test('refuses an answer that is too long, and an id with a wrong length', async () => {
    await expect(start(listenAnswerer, { text: 'z'.repeat(301) })).rejects.toMatchObject({
      code: 'PEER_OPTION_CONFLICT',
    });
    await expect(start(listenAnswerer, { id: 'me' })).rejects.toMatchObject({ code: 'PEER_OPTION_VALUE' });
  });
});

describe('the clients', () => {
  test('the sender finds lines wherever read() cuts its input; the receiver ends after enough messages', async () => {
    const where = await newGroup();
    const { stage, over } = await watch(where, { messages: 4 });
    await say(where, ['fi', 'rst\r\nsec', 'ond\n\nno end']);
    await over;
    expect(stage.printed).toEqual(['123456first', '123456second', '123456', '123456no end']);
    const joined = stage.events.events.find(({ event }) => event === 'listen');
    expect(joined?.note).toMatch(/^joined 239\.255\.\d+\.\d+ on lo\w* \(127\.0\.0\.1\)$/);
  });

  test('the sender sends letters as UTF-8, or as Latin-1 where it is told so', async () => {
    const where = await newGroup();
    const { stage } = await watch(where, { id: false });
    await say(where, ['caf\xe9\n']);
    await runSender({ ...where, sciper: '123456', encoding: 'latin1' }, new Stage(['caf\xe9\n']));
    // One byte that is no UTF-8.
    expect(await stage.lines(2)).toEqual(['caf\xe9', 'caf\ufffd']);
  });

  test('the longest line of a datagram is sent, a longer one is refused', async () => {
    const where = await newGroup();
    const { stage } = await watch(where, { id: false });
    await say(where, ['x'.repeat(MAX_DATAGRAM - 6)]);
    expect((await stage.lines(1))[0]?.length).toBe(MAX_DATAGRAM - 6);
    const long = 'x'.repeat(MAX_DATAGRAM - 5);
    for (const input of [[long], [long, '\nshort'], [`${long}\n`], [long, long]]) {
      await expect(say(where, input)).rejects.toMatchObject({ code: 'PEER_CLIENT_LINE_TOO_LONG' });
    }
  });

  test.each(['', '12345', '1234567', 'abcdef', '12345\n'])(
    'the sender refuses the number %j',
    async (sciper) => {
      await expect(say(await newGroup(), [], sciper)).rejects.toMatchObject({
        code: 'PEER_OPTION_VALUE',
      });
    },
  );

  test('refuses what is not a group, and an interface that does not exist', async () => {
    await expect(runReceiver({ group: '127.0.0.1' }, new Stage())).rejects.toMatchObject({
      code: 'PEER_OPTION_VALUE',
      hint: 'Give <group> an address from 224.0.0.0 to 239.255.255.255, or leave it out for "224.1.1.1".',
    });
    await expect(runReceiver({ interface: '192.0.2.111' }, new Stage())).rejects.toMatchObject({
      code: 'PEER_ADDRESS_ABSENT',
    });
  });

  test('Ctrl-C ends a receiver during silence and a sender at the keyboard', async () => {
    const where = await newGroup();
    const { stage, over } = await watch(where);
    stage.controller.abort();
    await over;
    const typing = new Stage();
    const keyboard = { ...typing, log: typing.log, print: typing.print, signal: typing.signal };
    const input = { [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => {}) }) };
    const sending = runSender({ ...where, sciper: '123456' }, { ...keyboard, input });
    await typing.events.find(({ event }) => event === 'listen');
    typing.controller.abort();
    await sending;
    expect(typing.events.events.at(-1)?.event).toBe('close');
  });
});
