import { afterEach, describe, expect, test } from 'vitest';
import { Log } from '../common/client.test.helper.ts';
import { Party, Stage } from '../common/udp.test.helper.ts';
import { estimate, runPdcUdp } from '../pdc/pdc-udp.ts';
import type { Peer, PeerEvent } from '../peer.ts';
import { MAX_DATAGRAM } from '../transport/udp-socket.ts';
import { listenPmuUdp } from './pmu-udp.ts';
import { pmuUdpOptions } from './pmu-udp-options.ts';
import type { PmuUdpInput } from './pmu-udp-options.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

/** A PMU on the loopback addresses, on IPv4, that by default answers every request. */
async function start(input: PmuUdpInput = {}): Promise<{ peer: Peer; log: Log; port: number }> {
  const log = new Log();
  const where = { port: 0, host: '127.0.0.1', host6: '::1' };
  const peer = await listenPmuUdp({ ...where, loss: 0, family: 'ipv4', ...input }, { log: log.log });
  ends.push(() => peer.close());
  return { peer, log, port: peer.address.port };
}

async function party(host = '127.0.0.1', port = 0): Promise<Party> {
  const one = await Party.open(host, port);
  ends.push(() => one.socket.close());
  return one;
}

const notes = (log: Log, name: PeerEvent['event']): (string | undefined)[] =>
  log.events.filter(({ event }) => event === name).map(({ note }) => note);

describe('the server', () => {
  test.each(['=', ':'] as const)('answers with OFFSET%s and a number up to n', async (separator) => {
    const { port } = await start({ separator, command: 'RESET:n' });
    const one = await party();
    for (let index = 0; index < 20; index++) {
      await one.send('RESET:2', port);
      expect(await one.hear(index)).toMatch(new RegExp(`^OFFSET${separator}[012]$`));
    }
    expect(new Set(one.heard.map(({ bytes }) => String(bytes))).size).toBe(3);
    expect(one.heard.every(({ port: from }) => from === port)).toBe(true);
  });

  test.each([
    ['', 'no number'],
    ['RESET:', 'no number'],
    ['RESET:20\n', 'a newline'],
    ['RESET:20\0', 'a zero byte'],
    ['reset:20', 'small letters'],
    ['RESET:-1', 'a negative number'],
    ['RESET:1000001', 'more than the largest'],
    ['RESET:7', 'another number, where it knows one only', 'RESET:20'],
    ['RESET:99999999999999999999', 'more than any number'],
    [`RESET:${'0'.repeat(60)}`, 'too long'],
  ] as readonly [string, string, ('RESET:20' | 'RESET:n')?][])(
    'answers %j with "Wrong command." (%s)',
    async (request, _, command = 'RESET:n') => {
      const { port, log } = await start({ command });
      const one = await party();
      await one.send(request, port);
      expect(await one.hear()).toBe('Wrong command.');
      const [note] = notes(log, 'refuse');
      expect(note).toContain(` is not ${command}`);
      expect(note!.endsWith('capital letters count')).toBe(request === 'reset:20');
      expect(note!.endsWith('there is something after it')).toBe(/20[\n\0]$/.test(request));
    },
  );

  test('the limits are options', async () => {
    const { port } = await start({ largest: 5, maxRequest: 8, command: 'RESET:n' });
    const one = await party();
    for (const request of ['RESET:5', 'RESET:6', 'RESET:005']) await one.send(request, port);
    expect(await one.hear(0)).toMatch(/^OFFSET:[0-5]$/);
    expect([await one.hear(1), await one.hear(2)]).toEqual(['Wrong command.', 'Wrong command.']);
  });

  test('the same seed loses the same requests and draws the same offsets', async () => {
    const outcomes: string[] = [];
    for (const seed of ['a', 'a', 'b']) {
      const { port, log } = await start({ loss: 0.5, seed, command: 'RESET:n' });
      const one = await party();
      for (let count = 1; count <= 30; count++) {
        await one.send('RESET:1000', port);
        // A request leads to an answer or to silence, and the log shows both.
        const over = ({ event }: PeerEvent): boolean => event === 'send' || event === 'drop';
        await log.find(() => log.events.filter(over).length === count);
      }
      outcomes.push(log.events.map(({ event, data }) => `${event} ${data ?? ''}`).join());
    }
    expect(outcomes[1]).toBe(outcomes[0]);
    expect(outcomes[2]).not.toBe(outcomes[0]);
    expect(outcomes[0]).toContain('send OFFSET:');
    expect(outcomes[0]).toContain('drop');
  });

  test('what is not a request gets lost as often as a request', async () => {
    const { port, log } = await start({ loss: 1 });
    const one = await party();
    for (const request of ['RESET:20', 'hello']) await one.send(request, port);
    await log.find(() => notes(log, 'drop').length === 2);
    expect(notes(log, 'drop')).toEqual(Array(2).fill('lost on purpose: at random'));
    expect(one.heard).toEqual([]);
  });

  test('by default it is what really ran: OFFSET:, RESET:20 only, on all addresses, half of all answers lost', () => {
    expect(pmuUdpOptions.read({})).toMatchObject({
      separator: ':',
      command: 'RESET:20',
      host: '0.0.0.0',
      host6: '::',
      port: 5004,
      loss: 0.5,
      family: 'alternate',
      alternate: 10,
    });
  });

  test('the first requests can be left unanswered', async () => {
    const { port, log } = await start({ dropFirst: 2 });
    const one = await party();
    for (let index = 0; index < 3; index++) await one.send('RESET:20', port);
    await one.hear();
    expect(notes(log, 'drop')).toEqual(Array(2).fill('lost on purpose: one of the first'));
    expect(notes(log, 'refuse')).toEqual([]);
    expect(one.heard.length).toBe(1);
  });

  test('never answers an answer, so that no two servers can be made to answer each other', async () => {
    const [first, second] = [await start(), await start()];
    const one = await party();
    for (const text of ['Wrong command.', 'OFFSET=3', 'OFFSET:3', 'Wrong command.\n'])
      await one.send(text, first.port);
    await first.log.find(() => notes(first.log, 'refuse').length === 4);
    expect(notes(first.log, 'refuse')).toEqual(Array(4).fill('an answer gets no answer'));
    // As if one had asked the other: what comes back gets no answer.
    await one.send('RESET:20', second.port);
    await one.hear();
    expect(one.heard.length).toBe(1);
  });

  test('survives datagrams of every size, and a storm of them', async () => {
    const { port, log } = await start();
    const one = await party();
    for (const [index, size] of [0, 1, 1472, 1473, 9000, MAX_DATAGRAM].entries()) {
      await one.send(Buffer.alloc(size, 0xff), port);
      expect(await one.hear(index)).toBe('Wrong command.');
    }
    await Promise.all(Array.from({ length: 500 }, () => one.send(Buffer.alloc(MAX_DATAGRAM), port)));
    const answered = log.find(({ event, data }) => event === 'send' && data?.startsWith('OFFSET') === true);
    const again = setInterval(() => void one.send('RESET:20', port), 50);
    await answered;
    clearInterval(again);
    expect(log.events.filter(({ event }) => event === 'error')).toEqual([]);
  });

  test('a client that is gone when the answer comes does no harm', async () => {
    const { port, log } = await start();
    const gone = await Party.open();
    await gone.send('RESET:20', port);
    gone.socket.close();
    await log.find(({ event }) => event === 'send');
    const one = await party();
    await one.send('RESET:20', port);
    expect(await one.hear()).toMatch(/^OFFSET:/);
  });

  test('alternates between IPv4 and IPv6, never both', async () => {
    const { port, log } = await start({ family: 'alternate', alternate: 0.05 });
    const listens = (): PeerEvent[] => log.events.filter(({ event }) => event === 'listen');
    await log.find(() => listens().length >= 4);
    const story = log.events.filter(({ event }) => event === 'listen' || event === 'close');
    expect(story.slice(0, 6).map(({ event }) => event)).toEqual(
      'listen close listen close listen close'.split(' '),
    );
    const [ipv4, ipv6] = [`127.0.0.1:${port}`, `[::1]:${port}`];
    expect(
      listens()
        .slice(0, 4)
        .map(({ local }) => local),
    ).toEqual([ipv4, ipv6, ipv4, ipv6]);
  });

  test('closed in the middle of its turns, it leaves no socket', async () => {
    const { peer, log } = await start({ family: 'alternate', alternate: 0.01 });
    await log.find(({ local, event }) => event === 'listen' && local?.startsWith('[') === true);
    await Promise.all([peer.close(), peer.close()]);
    const count = (name: PeerEvent['event']): number =>
      log.events.filter(({ event }) => event === name).length;
    expect(count('close')).toBe(count('listen'));
  });
});

describe('the PDC', () => {
  test.each(['=', ':'] as const)('prints the answer as it came, with %s', async (separator) => {
    const { port } = await start({ separator, seed: 'seven' });
    const stage = new Stage();
    await runPdcUdp({ server: 'localhost', port }, stage);
    expect(stage.printed).toHaveLength(1);
    expect(stage.printed[0]).toMatch(new RegExp(`^OFFSET${separator}\\d+$`));
  });

  test('sends again until an answer comes', async () => {
    const { port, log } = await start({ dropFirst: 3 });
    const stage = new Stage();
    await runPdcUdp({ server: '127.0.0.1', port, timeout: 0.02 }, stage);
    expect(stage.printed).toHaveLength(1);
    expect(log.events.filter(({ event }) => event === 'command').length).toBeGreaterThanOrEqual(4);
  });

  test('reaches a server that is on IPv6 only', async () => {
    const { port } = await start({ family: 'ipv6', dropFirst: 1 });
    const stage = new Stage();
    await runPdcUdp({ server: '::1', port, timeout: 0.02 }, stage);
    expect(stage.printed[0]).toMatch(/^OFFSET:/);
  });

  test('gets an answer while the families alternate', async () => {
    const { port } = await start({ family: 'alternate', alternate: 0.05, loss: 0.5 });
    const stage = new Stage();
    await runPdcUdp({ server: 'localhost', port, timeout: 0.02, runs: 10 }, stage);
    expect(stage.printed).toHaveLength(11);
    expect(stage.printed.at(-1)).toMatch(/^average a = \d+\.\d{3}, estimated loss 1 - 1\/a = \d\.\d{3}$/);
  });

  test('sixty runs count their requests, and the average gives the loss', async () => {
    const { port } = await start({ dropFirst: 1, command: 'RESET:n' });
    const stage = new Stage();
    await runPdcUdp({ server: '127.0.0.1', port, timeout: 0.25, runs: 60, reset: 9 }, stage);
    expect(stage.printed).toHaveLength(61);
    // On a busy machine an answer may take longer than the timeout, and then a run counts one more.
    const counts = stage.printed.slice(0, 60).map((line, index) => {
      const [, run, count] = /^run (\d+): (\d+) sent, OFFSET:\d$/.exec(line) ?? [];
      expect(Number(run)).toBe(index + 1);
      return Number(count);
    });
    expect(counts[0]).toBeGreaterThanOrEqual(2);
    expect(stage.printed[60]).toBe(estimate(counts));
    expect(estimate([1, 2, 3])).toBe('average a = 2.000, estimated loss 1 - 1/a = 0.500');
  });

  test('accepts answers from the server only, and no nonsense', async () => {
    const [server, other] = [await party(), await party()];
    const stage = new Stage();
    const run = runPdcUdp({ server: '127.0.0.1', port: server.port, timeout: 60 }, stage);
    await server.hear();
    const client = server.heard[0]?.port ?? 0;
    await other.send('OFFSET=1', client);
    for (const text of ['OFFSET=21', 'OFFSET=', 'OFFSET=1\n', '', 'x'.repeat(60_000)])
      await server.send(text, client);
    await server.send('OFFSET:20', client);
    await run;
    expect(stage.printed).toEqual(['OFFSET:20']);
  });

  test('no server: it keeps trying until it is interrupted', async () => {
    const nobody = await Party.open();
    const { port } = nobody;
    nobody.socket.close();
    const stage = new Stage();
    const run = runPdcUdp({ server: 'localhost', port, timeout: 0.01 }, stage);
    const refusals = (): PeerEvent[] =>
      stage.events.events.filter(({ note }) => note?.includes('ECONNREFUSED'));
    await stage.events.find(() => refusals().length >= 3);
    stage.controller.abort();
    await run;
    expect(stage.printed).toEqual([]);
  });

  test('an unknown command and a name without an address are reported as such', async () => {
    const { port } = await start({ largest: 5, command: 'RESET:n' });
    const run = runPdcUdp({ server: '127.0.0.1', port }, new Stage());
    await expect(run).rejects.toMatchObject({ code: 'PEER_CLIENT_WRONG_COMMAND' });
    const other = runPdcUdp({ server: '127.0.0.1', port, reset: 7 }, new Stage());
    await expect(other).rejects.toMatchObject({ hint: expect.stringContaining('may know RESET:20 only') });
    const nowhere = runPdcUdp({ server: 'nobody.invalid', port }, new Stage());
    await expect(nowhere).rejects.toMatchObject({ code: 'PEER_CLIENT_UNRESOLVED' });
  });
});
