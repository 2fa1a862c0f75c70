/** What people read of a run of several actors. `npx vitest run -u` on this file records the golden files again. */
import type { ActorCell, CallCell, Ladder, LadderRow, PacketCell } from '@wireside/trace';
import { describe, expect, it } from 'vitest';
import { renderLadder } from './render-ladder.ts';
import { textWidth } from './width.ts';

const START = 1_700_000_000_000_000;
const SERVER = 0;
const ALICE = 1;
const BOB = 2;

/** A chat of three programs, with what else can happen. */
class Chat {
  readonly rows: LadderRow[] = [];
  #calls = 0;
  #packets = 0;

  add(at: number, cells: readonly ActorCell[], wire?: PacketCell): void {
    const call = cells.find((cell) => cell.kind === 'call' || cell.kind === 'start');
    this.rows.push({
      kind: wire === undefined ? 'call' : 'packet',
      at: START + at,
      delta: 100,
      cells,
      ...(wire === undefined ? {} : { wire, packet: wire.n }),
      ...(call !== undefined && 'n' in call ? { call: call.n } : {}),
    });
  }

  call(column: number, name: string, callKind: CallCell['callKind'], more: Partial<CallCell>): CallCell {
    const n = ++this.#calls;
    return { kind: 'call', column, n, at: START, moment: 'result', name, callKind, fd: 3, ...more };
  }

  packet(
    from: number,
    to: readonly number[],
    flags: string,
    length: number,
    more: Partial<PacketCell>,
  ): PacketCell {
    return {
      kind: 'packet',
      n: ++this.#packets,
      at: START,
      from,
      to,
      addressed: '10.0.0.1:5000',
      transport: 'TCP',
      protocol: 'TCP',
      flags: flags.split(' '),
      length,
      sequence: 1,
      acknowledgment: 1,
      marks: [],
      ...more,
    };
  }
}

function chat(): Ladder {
  const c = new Chat();
  c.add(0, [
    { kind: 'start', column: SERVER, n: 90, at: START, command: ['python3', 'chat_server.py', '5000'] },
  ]);
  c.add(10, [c.call(SERVER, 'setsockopt', 'option', { args: 'SOL_SOCKET, SO_REUSEADDR, 1', ret: 0 })]);
  c.add(20, [c.call(SERVER, 'bind', 'bind', { args: '0.0.0.0:5000', ret: 0 })]);
  c.add(30, [c.call(SERVER, 'listen', 'listen', { args: '5', ret: 0 })]);
  c.add(
    1000,
    [c.call(ALICE, 'connect', 'connect', { moment: 'begin', args: '10.0.0.1:5000' })],
    c.packet(ALICE, [SERVER], 'SYN', 0, { stream: 0 }),
  );
  c.add(
    1200,
    [
      c.call(ALICE, 'connect', 'connect', { ret: 0 }),
      c.call(SERVER, 'accept4', 'accept', { args: '10.0.0.2:40000', ret: 4 }),
    ],
    c.packet(ALICE, [SERVER], 'ACK', 0, { stream: 0, mood: 'quiet' }),
  );
  c.add(
    1400,
    [
      c.call(SERVER, 'sendto', 'send', { size: 8_388_608, ret: 2_621_440, fd: 5 }),
      c.call(BOB, 'recvfrom', 'receive', { size: 18, ret: 7 }),
    ],
    c.packet(SERVER, [BOB], 'PSH ACK', 1448, {
      stream: 1,
      protocol: 'TLSv1.3',
      info: 'Server Hello, Change Cipher Spec, Application Data',
    }),
  );
  c.add(1500, [], {
    ...c.packet(ALICE, [SERVER, BOB], '', 9, { transport: 'UDP', protocol: 'UDP' }),
    flags: [],
    addressed: '239.1.1.1:6000',
  });
  c.add(
    1600,
    [c.call(SERVER, 'recvfrom', 'receive', { size: 4096, ret: -1, error: 'ECONNRESET', mood: 'bad' })],
    c.packet(BOB, [SERVER], 'RST ACK', 0, { stream: 1, mood: 'bad' }),
  );
  c.add(
    1650,
    [],
    c.packet(ALICE, [BOB], 'PSH ACK', 20, { stream: 2, lost: true, sentAgain: 7, cause: { call: 6 } }),
  );
  c.add(1700, [
    { kind: 'process-end', column: BOB, n: 91, at: START, process: 2, signal: 'SIGSEGV', mood: 'bad' },
  ]);
  c.add(1800, [{ kind: 'scene', column: ALICE, at: START, event: 'type', text: 'good night' }]);
  c.add(1850, [
    { kind: 'lookup', column: BOB, at: START, name: 'chat.lab', type: 'A', answer: [], code: 'NXDOMAIN' },
  ]);
  c.add(1900, [
    { kind: 'end', column: BOB, at: START, end: { reason: 'signal', signal: 'SIGKILL', at: START } },
  ]);
  const program = (actor: string, i: number) => ({
    kind: 'program' as const,
    actor,
    host: actor,
    title: `python3 chat_${actor}.py 5000`,
    endpoints: [i === 0 ? '10.0.0.1:5000' : `10.0.0.${i + 1}`],
  });
  return {
    columns: ['server', 'alice', 'bob'].map(program),
    rows: c.rows,
    start: START,
    end: START + 2000,
    network: 'wire',
    impairments: ['10 % lost'],
    tls: [{ stream: 1, decrypted: true }],
    aside: [],
    problems: [],
  };
}

/** What no width may leave out. */
const SUBSTANCE = [
  'SO_REUSEADDR, 1',
  'bind(3) 0.0.0.0:5000 = 0',
  'connect(3) 10.0.0.1:5000',
  'from 10.0.0.2:40000',
  '8388608) = 2621440',
  'recvfrom(3, 18) = 7',
  'Server Hello, Change Cipher Spec, Application Data',
  '239.1.1.1:6000',
  'ECONNRESET',
  'of call 6',
  'P2 killed by SIGSEGV',
  'good night',
  'NXDOMAIN',
  'killed by SIGKILL',
  '10 % lost',
  'tcp.stream 1: TLS, decrypted',
];

/** Letters and digits only: lines are broken anywhere, and what stands between them is drawn around them. */
const bare = (text: string): string => text.replaceAll(/[^\w:.]/g, '');

describe('a ladder of three actors', () => {
  it.each([60, 80, 100, 200])('reads as in the golden file at %i columns', async (width) => {
    const text = renderLadder(chat(), { width, color: false, unicode: true });
    await expect(text).toMatchFileSnapshot(`golden/chat-${width}.golden.txt`);
  });

  it.each([80, 100, 120, 200])('leaves out nothing of substance at %i columns', (width) => {
    const text = renderLadder(chat(), { width, color: false, unicode: true });
    const joined = bare(text);
    for (const one of SUBSTANCE) expect(joined).toContain(bare(one));
  });

  it.each([20, 40, 60, 79, 80, 100, 200])('needs no more than %i columns', (width) => {
    for (const unicode of [true, false]) {
      for (const line of renderLadder(chat(), { width, color: false, unicode }).split('\n')) {
        expect(textWidth(line)).toBeLessThanOrEqual(width);
      }
    }
  });

  it('needs nothing but ASCII, if that is all there is', () => {
    for (const width of [60, 100]) {
      expect(renderLadder(chat(), { width, color: false, unicode: false })).toMatch(/^[ -~\n]*$/);
    }
  });
});
