/** Ladders of several actors. */
import { describe, expect, it } from 'vitest';
import { ladder } from './ladder.ts';
import type { LiteralScene, ScenePacket } from './literal-scene.test.helper.ts';
import { EPOCH, sceneModel } from './literal-scene.test.helper.ts';
import type { ActorCell, Ladder, LadderRow } from './types.ts';

const draw = (scene: LiteralScene): Ladder => ladder(sceneModel(scene));

/** Rows as `time | who did what, … | from > to packet`. */
function texts({ columns, rows }: Ladder): string[] {
  const name = (column: number | undefined): string =>
    column === undefined ? '?' : (columns[column]!.actor ?? columns[column]!.title);
  const cellText = (cell: ActorCell): string => {
    const who = name(cell.column);
    switch (cell.kind) {
      case 'call':
        return `${who} ${cell.n} ${cell.name} ${cell.moment === 'result' ? `= ${cell.error ?? cell.ret}` : cell.moment}`;
      case 'process-end':
        return `${who} P${cell.process} ${cell.signal ?? cell.code}`;
      case 'end':
        return `${who} ${cell.end.signal ?? cell.end.code}`;
      default:
        return `${who} ${cell.kind}`;
    }
  };
  return rows.map(({ at, cells, wire }: LadderRow) => {
    const packet =
      wire?.kind === 'packet'
        ? `${name(wire.from)} > ${wire.to.map(name).join(', ')} ${wire.n} ${wire.flags.join(' ')}${wire.cause === undefined ? '' : ` of ${Object.values(wire.cause).join('')}`}`
        : (wire?.kind ?? '');
    return `${at - EPOCH} | ${cells.map(cellText).join(', ')} | ${packet}`;
  });
}

const handshake = (at: number, client: string, server: string): ScenePacket[] => [
  [at, client, server, 'S'],
  [at + 10, server, client, 'SA', 0, 1],
  [at + 20, client, server, 'A', 1, 1],
];

describe('a ladder of two programs', () => {
  const scene: LiteralScene = {
    programs: ['server', 'client'],
    packets: [
      ...handshake(1100, 'client:4000', 'server:5000'),
      [1200, 'client:4000', 'server:5000', 'PA', 1, 1, 'hello'],
      [1205, 'server:5000', 'client:4000', 'A', 1, 6],
    ],
    calls: [
      { actor: 'server', kind: 'option', at: 5, args: 'SOL_SOCKET, SO_REUSEADDR, 1' },
      { actor: 'server', kind: 'bind', at: 10, args: '0.0.0.0:5000' },
      { actor: 'server', kind: 'listen', at: 20, args: '5' },
      {
        actor: 'server',
        kind: 'accept',
        at: 30,
        took: 1095,
        args: '10.0.0.2:4000',
        ret: 4,
        to: 'client:4000',
        port: 5000,
      },
      { actor: 'client', kind: 'connect', at: 1050, took: 120, args: '10.0.0.1:5000' },
      { actor: 'client', kind: 'send', at: 1190, ret: 5, size: 5, to: 'server:5000' },
      {
        actor: 'server',
        kind: 'receive',
        fd: 4,
        at: 1150,
        took: 60,
        ret: 5,
        size: 18,
        to: 'client:4000',
        port: 5000,
      },
    ],
  };

  it('has a column for each, and both ends of a packet in its row', () => {
    const drawn = draw(scene);
    expect(drawn.columns).toEqual([
      {
        kind: 'program',
        actor: 'server',
        host: 'server',
        title: 'python3 server.py',
        endpoints: ['10.0.0.1:5000'],
      },
      {
        kind: 'program',
        actor: 'client',
        host: 'client',
        title: 'python3 client.py',
        endpoints: ['10.0.0.2'],
      },
    ]);
    expect(texts(drawn)).toEqual([
      '5 | server 1 setsockopt = 0 | ',
      '10 | server 2 bind = 0 | ',
      '20 | server 3 listen = 0 | ',
      '30 | server 4 accept wait | ',
      '1100 | client 5 connect begin | client > server 1 SYN',
      '1110 | client 5 connect = 0 | server > client 2 SYN ACK',
      '1120 | server 4 accept = 4 | client > server 3 ACK',
      '1200 | client 6 sendto = 5, server 7 recvfrom = 5 | client > server 4 PSH ACK',
    ]);
  });

  it('tells the values of options, and the sizes and addresses of calls', () => {
    const cells = draw(scene).rows.flatMap((row) => row.cells);
    expect(cells).toMatchObject([
      { args: 'SOL_SOCKET, SO_REUSEADDR, 1' },
      { args: '0.0.0.0:5000' },
      { args: '5' },
      { moment: 'wait' },
      { moment: 'begin', args: '10.0.0.1:5000' },
      { ret: 0 },
      { args: '10.0.0.2:4000' },
      { size: 5, ret: 5 },
      { size: 18, ret: 5 },
    ]);
  });
});

describe('a ladder of a chat', () => {
  it('shows how the message of one reaches the other', () => {
    const drawn = draw({
      programs: ['server', 'alice', 'bob'],
      packets: [
        ...handshake(100, 'alice:4000', 'server:5000'),
        ...handshake(200, 'bob:4000', 'server:5000'),
        [300, 'alice:4000', 'server:5000', 'PA', 1, 1, 'hi'],
        [400, 'server:5000', 'bob:4000', 'PA', 1, 1, 'hi'],
      ],
      calls: [
        { actor: 'alice', kind: 'send', at: 290, ret: 2, to: 'server:5000' },
        { actor: 'server', kind: 'receive', fd: 4, at: 305, ret: 2, to: 'alice:4000', port: 5000 },
        { actor: 'server', kind: 'send', fd: 5, at: 390, ret: 2, to: 'bob:4000', port: 5000 },
        { actor: 'bob', kind: 'receive', at: 350, took: 60, ret: 2, to: 'server:5000' },
      ],
    });
    expect(texts(drawn).slice(-3)).toEqual([
      '300 | alice 1 sendto = 2 | alice > server 7 PSH ACK',
      '310 | server 2 recvfrom = 2 | ',
      '400 | server 3 sendto = 2, bob 4 recvfrom = 2 | server > bob 8 PSH ACK',
    ]);
    expect(
      drawn.rows.map(({ wire }) => (wire?.kind === 'packet' ? wire.stream : undefined)).slice(-3),
    ).toEqual([0, undefined, 1]);
  });
});

describe('a connection that fails', () => {
  it('is refused by the host, whose answer is in the column of its program', () => {
    const drawn = draw({
      programs: ['server', 'client'],
      packets: [
        [100, 'client:4000', 'server:81', 'S'],
        [110, 'server:81', 'client:4000', 'RA', 0, 1],
      ],
      calls: [
        {
          actor: 'client',
          kind: 'connect',
          at: 90,
          took: 25,
          args: '10.0.0.1:81',
          ret: -1,
          error: 'ECONNREFUSED',
        },
      ],
    });
    expect(texts(drawn)).toEqual([
      '100 | client 1 connect = ECONNREFUSED | client > server 1 SYN',
      '110 |  | server > client 2 RST ACK',
    ]);
    expect(drawn.rows[0]).toMatchObject({
      cells: [{ args: '10.0.0.1:81' }],
      wire: { addressed: '10.0.0.1:81', closed: 0 },
    });
    expect(drawn.rows[1]).toMatchObject({ wire: { source: '10.0.0.1:81', closed: 0 } });
  });

  it('goes without an answer, until the program gives up', () => {
    const drawn = draw({
      programs: ['client'],
      packets: [
        [1000, 'client:4000', '10.9.9.9:80', 'S'],
        [1_001_000, 'client:4000', '10.9.9.9:80', 'S'],
      ],
      calls: [
        {
          actor: 'client',
          kind: 'connect',
          at: 900,
          took: 2_000_000,
          args: '10.9.9.9:80',
          ret: -1,
          error: 'ETIMEDOUT',
        },
      ],
    });
    expect(drawn.columns.map(({ kind }) => kind)).toEqual(['program', 'outside']);
    expect(texts(drawn)).toEqual([
      '1000 | client 1 connect begin | client > outside 1 SYN',
      '1000 |  | gap',
      '1001000 |  | client > outside 2 SYN',
      '1001000 |  | gap',
      '2000900 | client 1 connect = ETIMEDOUT | ',
    ]);
    expect(drawn.rows[0]?.wire).toMatchObject({ addressed: '10.9.9.9:80', sentAgain: 2 });
  });
});

describe('a send() whose bytes leave later', () => {
  it('stands where it happened, and the packet names it', () => {
    const drawn = draw({
      programs: ['server', 'client'],
      packets: [
        ...handshake(100, 'client:4000', 'server:5000'),
        [200, 'client:4000', 'server:5000', 'PA', 1, 1, 'SET key '],
        [41_000, 'server:5000', 'client:4000', 'A', 1, 9],
        [41_010, 'client:4000', 'server:5000', 'PA', 9, 1, 'value\n'],
      ],
      calls: [
        { actor: 'client', kind: 'send', at: 190, ret: 8, to: 'server:5000' },
        { actor: 'client', kind: 'send', at: 230, ret: 6, to: 'server:5000' },
      ],
    });
    expect(texts(drawn).slice(3)).toEqual([
      '200 | client 1 sendto = 8 | client > server 4 PSH ACK',
      '230 | client 2 sendto = 6 | ',
      '41000 |  | server > client 5 ACK',
      '41010 |  | client > server 6 PSH ACK of 2',
    ]);
  });
});

describe('a datagram to a group', () => {
  it('goes to every member of the group, and to no one else', () => {
    const member = (actor: string, at: number) => ({
      actor,
      kind: 'option' as const,
      at,
      socket: { protocol: 'UDP', local: '0.0.0.0:4000' },
      args: 'SOL_IP, IP_ADD_MEMBERSHIP, 239.1.1.1 on any interface',
    });
    const receive = (actor: string, at: number) => ({
      actor,
      kind: 'receive' as const,
      at,
      ret: 4,
      size: 100,
      data: 'news',
      args: '10.0.0.1:5000',
      socket: { protocol: 'UDP', local: '0.0.0.0:4000' },
    });
    const drawn = draw({
      programs: ['sender', 'alice', 'bob', 'carol'],
      packets: [[100, 'sender:5000', '239.1.1.1:4000', 'udp', 0, 0, 'news']],
      calls: [
        member('alice', 10),
        member('carol', 20),
        {
          actor: 'sender',
          kind: 'send',
          at: 95,
          ret: 4,
          data: 'news',
          args: '239.1.1.1:4000',
          socket: { protocol: 'UDP', local: '0.0.0.0:5000' },
        },
        { ...receive('alice', 80), took: 25 },
        { ...receive('carol', 85), took: 25 },
      ],
    });
    expect(texts(drawn).slice(2)).toEqual([
      '100 | sender 3 sendto = 4, alice 4 recvfrom = 4, carol 5 recvfrom = 4 | sender > alice, carol 1 ',
    ]);
    expect(drawn.rows.at(-1)?.wire).toMatchObject({ transport: 'UDP', addressed: '239.1.1.1:4000' });
  });
});

describe('the ends of programs', () => {
  it('are told of each actor, and of a child that a signal killed', () => {
    const drawn = draw({
      programs: ['server', 'client'],
      calls: [
        {
          actor: 'server',
          kind: 'exit',
          name: 'killed',
          process: 2,
          at: 100,
          args: 'SIGSEGV',
          unreturned: true,
        },
        { actor: 'client', kind: 'exit', name: 'exit_group', at: 190, args: '0', unreturned: true },
      ],
      ends: {
        server: { reason: 'signal', signal: 'SIGINT', at: 300 },
        client: { reason: 'exited', code: 0, at: 200 },
      },
    });
    expect(texts(drawn)).toEqual([
      '100 | server P2 SIGSEGV | ',
      '200 | client 0 | ',
      '300 | server SIGINT | ',
    ]);
    expect(drawn.rows.map(({ call, cells }) => [call, cells[0]?.mood])).toEqual([
      [undefined, 'bad'],
      [2, undefined],
      [undefined, 'bad'],
    ]);
  });
});

describe('a lookup on the wire', () => {
  it('needs no column for the name server of the network', () => {
    const drawn = draw({
      programs: ['server', 'client'],
      packets: [
        [100, 'client:4000', '10.0.0.254:53', 'udp', 0, 0, 'question'],
        [120, '10.0.0.254:53', 'client:4000', 'udp', 0, 0, 'answer'],
      ],
    });
    expect(drawn.columns).toHaveLength(2);
    expect(texts(drawn)).toEqual(['100 |  | client >  1 ', '120 |  | ? > client 2 ']);
  });
});

describe('what the scene does, and name lookups', () => {
  it('are cells of the actor that they are about', () => {
    const drawn = draw({
      programs: ['server', 'client'],
      scene: [
        { at: 5, event: 'start', actor: 'client' },
        { at: 20, event: 'type', actor: 'client', text: 'hello' },
        { at: 30, event: 'signal', actor: 'server', text: 'SIGINT' },
        { at: 40, event: 'wire-down', host: 'client' },
      ],
      lookups: [{ at: 10, remote: '10.0.0.2:4444', name: 'server.lab', answer: ['10.0.0.1'] }],
    });
    expect(drawn.rows.flatMap(({ cells }) => cells)).toMatchObject([
      { kind: 'lookup', column: 1, name: 'server.lab', answer: ['10.0.0.1'] },
      { kind: 'scene', column: 1, event: 'type', text: 'hello' },
      { kind: 'scene', column: 0, event: 'signal', text: 'SIGINT' },
      { kind: 'scene', column: 1, event: 'wire-down', host: 'client' },
    ]);
  });
});

describe('folds of several actors', () => {
  it('hold a loop of poll() and recv() that finds nothing, and say so', () => {
    const calls = Array.from({ length: 200 }, (_, i) => ({
      actor: 'client',
      kind: i % 2 === 0 ? ('wait' as const) : ('receive' as const),
      name: i % 2 === 0 ? 'poll' : 'recvfrom',
      at: i * 20,
      ...(i % 2 === 0 ? { ret: 0 } : { ret: -1, error: 'EAGAIN' }),
    }));
    const { rows } = draw({ programs: ['server', 'client'], calls });
    expect(rows).toHaveLength(4);
    expect(rows[2]).toMatchObject({
      kind: 'fold',
      fold: 197,
      cells: [
        {
          column: 1,
          names: [
            { name: 'poll', count: 99 },
            { name: 'recvfrom = EAGAIN', count: 98 },
          ],
        },
      ],
    });
  });

  it('hold what a run-time system tries out before the program begins', () => {
    const probe = (at: number, name: string, kind: 'socket' | 'option' | 'close' | 'connect', more = {}) => ({
      actor: 'client',
      at,
      name,
      kind,
      ...more,
    });
    const { rows } = draw({
      programs: ['server', 'client'],
      calls: [
        probe(10, 'socket', 'socket', { ret: 3, fd: undefined }),
        probe(20, 'getsockopt', 'option'),
        probe(30, 'close', 'close'),
        probe(40, 'socket', 'socket', { ret: 3, fd: undefined }),
        probe(50, 'connect', 'connect', { args: '10.0.0.1:5000' }),
      ],
    });
    expect(rows.map(({ kind }) => kind)).toEqual(['fold', 'call', 'call']);
    expect(rows[0]?.cells).toMatchObject([{ isProbing: true, count: 3 }]);
  });
});
