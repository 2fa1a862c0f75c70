/** Programs with the usual kinds of socket trouble: what the trace holds of it, and where the ladder draws it. */
import { itNeedsNamespaces } from '@wireside/bench/testing';
import type { CallCell, CallRecord, LadderRow, Model, PacketCell } from '@wireside/trace';
import { ladder } from '@wireside/trace';
import { ACK, SYN } from '@wireside/wire';
import { describe, expect } from 'vitest';
import type { Program } from '@wireside/bench';
import {
  endsOf,
  on,
  python,
  scene,
  TEST_TIMEOUT,
  TestBench,
  whenListening,
} from '../scenes/scenes.test.helper.ts';

const own = new TestBench();

/** A server on port 5000 that does this with its one connection, `c`. */
const server = (text: string, backlog = 5): Program =>
  python(`
import socket, sys, time
s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(('', 5000))
s.listen(${backlog})
${text}
`);
/** A client that does this with its connection, `c`. */
const client = (text: string): Program =>
  python(`
import errno, os, select, signal, socket, sys, time
c = socket.create_connection(('server.lab', 5000))
${text}
`);

/** Plays a server and a client, each on a host of its own. */
async function play(one: Program, other: Program): Promise<Model> {
  const { run, model } = await own.play({
    seed: 'seed',
    scene: scene({ actors: [on('server', one), on('client', other, whenListening('server'))] }),
  });
  expect(run.faults).toEqual([]);
  return model;
}

const calls = (model: Model, actor: string, kind: CallRecord['kind']): CallRecord[] =>
  model.callsOf(actor).filter((call) => call.kind === kind);

/** A call where its result is shown, and its row. */
function shown(model: Model, n: number): { readonly cell: CallCell; readonly row: LadderRow } {
  for (const row of ladder(model, { fold: false, limit: Infinity }).rows) {
    const cell = row.cells.find((one) => one.kind === 'call' && one.n === n && one.moment === 'result');
    if (cell?.kind === 'call') return { cell, row };
  }
  throw new Error(`call ${n} is not drawn with its result`);
}

function packetIn(
  model: Model,
  packet: number | undefined,
): { readonly cell: PacketCell; readonly row: LadderRow } {
  for (const row of ladder(model, { fold: false, limit: Infinity }).rows) {
    if (row.wire?.kind === 'packet' && row.wire.n === packet) return { cell: row.wire, row };
  }
  throw new Error(`packet ${packet} is not drawn`);
}

/** What made a packet: the call in its row, or the one that it names. */
const causeOf = ({ cell, row }: ReturnType<typeof packetIn>): number | undefined =>
  cell.cause === undefined ? row.call : 'call' in cell.cause ? cell.cause.call : undefined;

const trouble = (name: string, test: () => Promise<void>): void =>
  itNeedsNamespaces(name, test, TEST_TIMEOUT);

describe('bytes', () => {
  trouble('that are fewer than a receive asked for: both sizes are shown', async () => {
    const model = await play(
      server("c, _ = s.accept()\nc.sendall(b'0123456789')\nc.recv(1)"),
      client("print(c.recv(18))\nc.sendall(b'.')"),
    );
    const [short] = calls(model, 'client', 'receive');
    expect(shown(model, short!.n).cell).toMatchObject({ fd: 3, size: 18, ret: 10 });
  });

  trouble('of which a non-blocking send took a part: asked and returned size', async () => {
    const model = await play(
      server('c, _ = s.accept()\nwhile c.recv(65536): pass'),
      client('c.setblocking(False)\nprint(c.send(bytes(8 << 20)))'),
    );
    const [send] = calls(model, 'client', 'send');
    expect(send!.ret).toBeLessThan(8 << 20);
    expect(shown(model, send!.n).cell).toMatchObject({ size: 8 << 20, ret: send!.ret });
    const { sent, carried, received } = model.connections[0]!.toServer;
    expect([sent, carried, received]).toEqual([send!.ret, send!.ret, send!.ret]);
  });

  trouble('of the second of two small sends wait: the call stands at its own time', async () => {
    const model = await play(
      server(
        "c, _ = s.accept()\nfor _ in range(5):\n    line = b''\n    while b'\\n' not in line: line += c.recv(100)\n    c.sendall(b'ok')",
      ),
      client("for _ in range(5):\n    c.sendall(b'key ')\n    c.sendall(b'value\\n')\n    c.recv(10)"),
    );
    const { toServer } = model.connections[0]!;
    const late = toServer.sends.flatMap(({ n, at, offset }) => {
      const packet = toServer.packets.find((one) => one.offset === offset)?.packet;
      return packet !== undefined && model.capture.time(packet - 1) - at > 20_000 ? [{ n, packet }] : [];
    });
    expect(late.length).toBeGreaterThan(0);
    for (const { n, packet } of late) {
      const { cell, row } = shown(model, n);
      expect(cell.at).toBeLessThan(model.capture.time(packet - 1) - 20_000);
      expect(row.packet).toBeUndefined();
      expect(causeOf(packetIn(model, packet))).toBe(n);
    }
  });

  trouble(
    'that were unread at close: the reset is in the row of close(), and of the call that got it',
    async () => {
      const model = await play(
        server('c, _ = s.accept()\nc.recv(5)\nc.close()'),
        client("c.sendall(b'x' * 100)\ntry: c.recv(10)\nexcept ConnectionResetError as e: print(e)"),
      );
      const { toServer, toClient } = model.connections[0]!;
      expect([toServer.carried, toServer.received]).toEqual([100, 5]);
      const reset = packetIn(model, toClient.reset);
      expect(reset.cell).toMatchObject({ mood: 'bad', from: 0, to: [1] });
      expect(calls(model, 'server', 'close').map(({ n }) => n)).toContain(causeOf(reset));
      const failed = calls(model, 'client', 'receive').find(({ error }) => error === 'ECONNRESET')!;
      expect(shown(model, failed.n).cell).toMatchObject({ error: 'ECONNRESET', mood: 'bad' });
    },
  );

  trouble('of a datagram that did not fit: its length beside the size that was asked for', async () => {
    const udp = 'import socket\ns = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n';
    const model = await play(
      python(`${udp}s.bind(('', 5000))\nprint(s.recvfrom(20)[0])`),
      python(`${udp}s.sendto(b'm' * 47, ('server.lab', 5000))`),
    );
    const datagram = model.datagrams.find(({ length }) => length === 47)!;
    const [receiver] = datagram.to;
    expect(shown(model, receiver!.receive!.n).cell).toMatchObject({ size: 20, ret: 20 });
    expect(packetIn(model, datagram.packet).cell.length).toBe(47);
  });
});

describe('a connection', () => {
  trouble('that [::1] refuses is not drawn to the program at 127.0.0.1', async () => {
    const host = { host: 'localhost' };
    const { run, model } = await own.play({
      seed: 'seed',
      scene: scene({
        actors: [
          on(
            'server',
            python("import socket, time\ns = socket.create_server(('127.0.0.1', 5000))\ns.accept()"),
            host,
          ),
          on(
            'client',
            python(
              "import socket\ntry: socket.create_connection(('::1', 5000))\nexcept OSError as e: print(e)",
            ),
            { ...host, ...whenListening('server') },
          ),
        ],
      }),
    });
    expect(run.faults).toEqual([]);
    const [refused] = model.connections;
    expect(refused!.server).toMatchObject({ endpoint: '[::1]:5000' });
    expect(refused!.server.actor).toBeUndefined();
    const [syn, reset] = [...refused!.tcp.rows].map((row) => packetIn(model, row + 1).cell);
    const { columns } = ladder(model);
    expect([syn, reset].map((cell) => columns[cell!.closed!]?.actor)).toEqual(['server', 'server']);
    expect(columns[syn!.from!]?.actor).toBe('client');
  });

  trouble(
    'that goes on in the background is no failure: the handshake succeeds after EINPROGRESS',
    async () => {
      const model = await play(
        server('c, _ = s.accept()\nc.recv(1)'),
        python(`
import select, socket
c = socket.socket()
c.setblocking(False)
print(c.connect_ex((socket.gethostbyname('server.lab'), 5000)))
select.select([], [c], [])
print(c.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR))
`),
      );
      const connect = calls(model, 'client', 'connect').find(({ socket }) => socket?.protocol === 'TCP')!;
      expect(shown(model, connect.n).cell).toMatchObject({ error: 'EINPROGRESS' });
      expect(shown(model, connect.n).cell.mood).not.toBe('bad');
      const { rows } = model.connections[0]!.tcp;
      expect([...rows.subarray(0, 3)].map((row) => model.capture.table.flags[row]!)).toEqual([
        SYN,
        SYN | ACK,
        ACK,
      ]);
      expect(causeOf(packetIn(model, rows[0]! + 1))).toBe(connect.n);
    },
  );

  trouble('for which the accept queue has no room: its SYN is sent again, and is not lost', async () => {
    const model = await play(
      server('time.sleep(60)', 0),
      client(`
for _ in range(2):
    try: socket.create_connection(('server.lab', 5000), timeout=1.5)
    except TimeoutError as e: print(e)
`),
    );
    expect(calls(model, 'server', 'accept')).toEqual([]);
    const { again, lost } = model.resent;
    expect(again.size).toBeGreaterThan(0);
    expect(lost.size).toBe(0);
    for (const packet of again.keys()) {
      const { cell } = packetIn(model, packet);
      expect(cell.flags).toEqual(['SYN']);
      expect(cell).not.toHaveProperty('closed');
    }
  });

  trouble('that a child writes to after it has said its end: the child is killed by SIGPIPE', async () => {
    const model = await play(
      server('c, _ = s.accept()\nc.recv(1)'),
      client(`
if os.fork() == 0:
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    c.shutdown(socket.SHUT_WR)
    c.send(b'late')
    os._exit(0)
print(os.wait()[1])
`),
    );
    expect(endsOf(model)).toContain('client: exited 0');
    const failed = model.callsOf('client').find(({ error }) => error === 'EPIPE')!;
    expect(failed).toMatchObject({ kind: 'send' });
    const cells = ladder(model).rows.flatMap((row) => row.cells);
    expect(cells.find(({ kind }) => kind === 'process-end')).toMatchObject({
      process: failed.process,
      signal: 'SIGPIPE',
      mood: 'bad',
    });
  });

  trouble('of a program with itself has both ports, and no other end', async () => {
    const { run, model } = await own.play({
      seed: 'seed',
      scene: scene({
        actors: [
          on(
            'alone',
            python(`
import socket
s = socket.create_server(('127.0.0.1', 5000))
c = socket.create_connection(('127.0.0.1', 5000))
o, _ = s.accept()
c.sendall(b'hello')
print(o.recv(10))
`),
            { host: 'localhost' },
          ),
        ],
      }),
    });
    expect(run.faults).toEqual([]);
    const drawn = ladder(model);
    expect(drawn.columns).toHaveLength(1);
    const packets = drawn.rows.flatMap(({ wire }) => (wire?.kind === 'packet' ? [wire] : []));
    const [syn, answer] = packets;
    expect([syn?.addressed, answer?.source]).toEqual(['127.0.0.1:5000', '127.0.0.1:5000']);
    expect(packets.every(({ from, to }) => from === 0 && to.join('') === '0')).toBe(true);
  });
});
