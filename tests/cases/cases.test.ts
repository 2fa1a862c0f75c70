/** The cases of socket trouble that others have reported, each run as one would type it, both ends as their own actors. */
import { chmodSync, cpSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findTool, itNeedsNamespaces, WHY_NO_NAMESPACES } from '@wireside/bench/testing';
import type { CallRecord, Connection, Ladder, Model, PacketCell } from '@wireside/trace';
import { findings, ladder } from '@wireside/trace';
import { openModel } from '@wireside/trace/node';
import { ACK, RST, SYN } from '@wireside/wire';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inBash, TIMEOUT } from '../command/wireside.ts';
import type { Said } from '../command/wireside.ts';

/** The cases are not part of the product; without them, the tests are skipped by name. */
const CASES = process.env['WIRESIDE_CASES'] ?? join(import.meta.dirname, '../../../shared/cases');
/** Most of the cases wait, so a few of them run at the same time. */
const AT_ONCE = 3;
let folder = '';
const waiting: (() => Promise<void>)[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wireside-cases-'));
  if (!existsSync(CASES) || WHY_NO_NAMESPACES !== undefined) return;
  // The programs of root run as another user.
  cpSync(CASES, folder, { recursive: true });
  openToAll(folder);
  for (let i = 0; i < AT_ONCE; i++) void workOff();
});
afterAll(() => {
  waiting.length = 0;
  rmSync(folder, { recursive: true, force: true });
});

async function workOff(): Promise<void> {
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await next();
}

function openToAll(path: string): void {
  const isFolder = statSync(path).isDirectory();
  chmodSync(path, isFolder ? 0o755 : statSync(path).mode | 0o444);
  if (isFolder) for (const name of readdirSync(path)) openToAll(join(path, name));
}

/** A case that has run. */
interface Ran extends Said {
  readonly model: Model;
  readonly drawn: Ladder;
  /** The ladder as text, 100 columns wide. */
  readonly text: string;
  /** What `wireside explain --story` says. */
  readonly story: string;
}

async function runCase(run: string, name: string, words: string, before: string): Promise<Ran> {
  const kept = join(folder, 'runs', run);
  const said = await inBash(`cd ${folder}/${name}; ${before} && wireside run --keep ${kept} ${words}`);
  const shown = await inBash(`wireside show ${kept}`, { COLUMNS: '100' });
  const explained = await inBash(`wireside explain ${kept} --story`, { COLUMNS: '100' });
  const model = await openModel(kept);
  return { ...said, model, drawn: ladder(model), text: shown.stdout, story: explained.stdout };
}

/**
 * What is said of each case: the rules whose findings are wrong or suspicious, the first of them first, and words that the
 * whole explanation must not have. A run of both ends as one program, from a script, may be told less.
 */
const REASONS: Readonly<Record<string, { readonly rules: readonly string[]; readonly never?: RegExp }>> = {
  '00-both-ends': { rules: [], never: /no program listens|never read/ },
  '01-short-recv': { rules: ['receive-taken-for-message'] },
  '02-short-send': { rules: ['short-send'] },
  '04-reset-unread': {
    rules: ['reset-unread', 'crash'],
    never: /SO_LINGER|something on the way|device on the path/,
  },
  '06-nagle': { rules: ['nagle'] },
  '07-localhost-v6': { rules: ['connection-refused'] },
  '09-udp-truncated': { rules: ['datagram-truncated'] },
  '11-tls-to-plain': { rules: ['tls-not-spoken', 'crash'], never: /[Tt]he two ends (?:use|speak) TLS/ },
  '13-ws-unmasked': { rules: ['websocket-mask'], never: /client masks what it sends/ },
  '15-sigpipe': { rules: ['sigpipe'] },
  '16-one-at-a-time': { rules: ['one-at-a-time'] },
  '17-einprogress': { rules: ['connect-under-way'] },
  // That the text was decoded in pieces is not in its output: a note says which receive cut which character.
  '18-utf8-cut': { rules: [] },
  '21-no-flush': { rules: ['output-at-end'] },
  '22-backlog': { rules: ['accept-queue-full'], never: /host is away/ },
  '24-java-chat': { rules: ['everyone-waits'] },
};

/** The cases of 30-newcomer do different things; each says itself what is found. */
function expectReason(name: string, { model, story, stderr }: Ran): void {
  const known = REASONS[name];
  if (known === undefined) return;
  const found = findings(model).filter(({ severity }) => severity !== 'note');
  expect(
    found.map(({ rule }) => rule),
    story,
  ).toEqual(known.rules);
  if (known.never !== undefined) expect(story).not.toMatch(known.never);
  const [first] = found;
  // The last lines of the run tell the first reason.
  if (first !== undefined)
    expect(stderr.replaceAll(/\n-- {3}/g, ' ')).toContain(`-- ${first.severity}: ${first.text.slice(0, 60)}`);
}

/** Runs `wireside run` with these words in the folder of a case, and checks what it left. */
function itRuns(name: string, words: string, check: (ran: Ran) => void, before = 'true'): void {
  if (!existsSync(CASES)) return void it.skip(`${name} (the cases are not here)`, () => {});
  const number = waiting.length;
  const ran = new Promise<Ran>((resolve, reject) => {
    waiting.push(() => runCase(`${number}-${name}`, name, words, before).then(resolve, reject));
  });
  ran.catch(() => {}); // the test below reports it
  itNeedsNamespaces(
    `${name}: wireside run ${words}`,
    async () => {
      const result = await ran;
      expect(result.model.run.faults, result.stderr).toEqual([]);
      check(result);
      expectReason(name, result);
    },
    TIMEOUT,
  );
}

/** Some cases start their server, sleep, and start their client: on a busy machine the server needs longer. */
const PATIENT = "sed -i 's/sleep 0.4/sleep 4/' run";
const ON_LO = `--on localhost 'python3 server.py' --on localhost 'python3 client.py'`;
const calls = (model: Model, actor: string, kind: CallRecord['kind']) =>
  model.callsOf(actor).filter((call) => call.kind === kind);
const withData = (model: Model) => model.connections.find(({ toServer }) => toServer.carried > 0)!;
/** All bytes of both ways went from a call through packets to a call. */
function expectJoined({ toServer, toClient }: Connection): void {
  for (const { sent, carried, received } of [toServer, toClient]) {
    expect([carried, received]).toEqual([sent, sent]);
  }
}

itRuns('00-both-ends', ON_LO, ({ model, drawn, text, code }) => {
  expect(code).toBe(0);
  expect(drawn.columns.map(({ actor }) => actor)).toEqual(['localhost', 'localhost-2']);
  expectJoined(withData(model));
  expect(text).not.toMatch(/0x[\da-f]{6}/);
});

itRuns(
  '00-both-ends',
  '--localhost -- sh run',
  ({ model, drawn, text, code }) => {
    expect(code).toBe(0);
    expectJoined(withData(model));
    // Both ends are the same program: nothing comes from anywhere else.
    expect(drawn.columns).toHaveLength(1);
    expect(text).toMatch(/:\d+ ▶ :7000 SYN\b/);
    expect(text).toMatch(/:7000 ▶ :\d+ SYN ACK/);
  },
  PATIENT,
);

itRuns(
  '01-short-recv',
  '--seed 1 --peer pmu,messages=5,segmentation=cut -- python3 client.py pmu.lab 5003',
  ({ model, drawn, code }) => {
    expect(code).toBe(0);
    expectJoined(withData(model));
    const short = calls(model, 'client', 'receive').filter(({ ret = 0 }) => ret > 0 && ret < 18);
    expect(short.length).toBeGreaterThan(0);
    const cells = drawn.rows.flatMap((row) => row.cells);
    const cell = cells.find((one) => one.kind === 'call' && one.n === short[0]!.n && one.moment === 'result');
    expect(cell).toMatchObject({ fd: 3, size: 18, ret: short[0]!.ret });
  },
);

itRuns(
  '02-short-send',
  `--on localhost 'python3 server.py' --on localhost ./client`,
  ({ model, stdout, text }) => {
    const [send, ...more] = calls(model, 'localhost-2', 'send');
    expect(send).toMatchObject({ size: 8_388_608 });
    expect(send!.ret).toBeLessThan(8_388_608);
    expect(more).toEqual([]);
    expectJoined(withData(model));
    expect(stdout).toContain(`server got ${send!.ret} of 8388608`);
    expect(text).toContain('sendto(3, 8388608)');
  },
  'make -s client',
);

itRuns('04-reset-unread', ON_LO, ({ model, drawn }) => {
  const { toServer, toClient } = withData(model);
  expect(toServer.received).toBeLessThan(toServer.carried);
  expect(toClient.reset).toBeDefined();
  const row = drawn.rows.find(({ packet }) => packet === toClient.reset)!;
  expect(row.wire).toMatchObject({ mood: 'bad', from: 0, to: [1] });
});

itRuns('06-nagle', ON_LO, ({ model }) => {
  const { connection, calls: numbers } = model.connectionsOf('localhost-2')[0]!;
  expectJoined(connection);
  const sends = numbers.flatMap((n) => model.call(n) ?? []).filter(({ kind }) => kind === 'send');
  expect(sends).toHaveLength(60);
  // The second send of a round stands where it was called; its segment leaves only after the acknowledgment.
  const late = connection.toServer.sends.filter(({ offset, at }) => {
    const carrier = connection.toServer.packets.find(
      (one) => one.offset <= offset && offset < one.offset + one.length,
    );
    return carrier !== undefined && model.capture.time(carrier.packet - 1) - at > 20_000;
  });
  expect(late.length).toBeGreaterThan(10);
});

itRuns(
  '07-localhost-v6',
  '--localhost --peer echo -- node client.js localhost 5002',
  ({ model, drawn, text, stdout, stderr }) => {
    expect(stdout + stderr).toContain('ECONNREFUSED ::1:5002');
    expect(model.connections.map(({ server }) => server.endpoint)).toEqual(['[::1]:5002']);
    // The peer has another address: nothing of this is its.
    expect(model.connections[0]!.server.actor).toBeUndefined();
    expect(model.connectionsOf('echo')).toEqual([]);
    const packets = drawn.rows.flatMap(({ wire }) => (wire?.kind === 'packet' ? [wire] : []));
    expect(packets.map(({ closed }) => closed)).toEqual([1, 1]);
    expect(text).toMatch(/─ SYN .*∅/);
    expect(text).toContain('to [::1]:5002');
  },
);

itRuns(
  '09-udp-truncated',
  '--peer tv,interval=0.2 -- ./receiver 224.1.1.1 10505',
  ({ model, code }) => {
    expect(code).toBe(0);
    const received = model.datagrams.filter(({ to }) => to.some(({ receive }) => receive !== undefined));
    expect(received).toHaveLength(3);
    for (const { to, length } of received) {
      const call = model.call(to[0]!.receive!.n)!;
      expect([call.size, call.ret]).toEqual([20, Math.min(20, length)]);
    }
  },
  'gcc -o receiver receiver.c',
);

itRuns('11-tls-to-plain', '--peer echo -- python3 client.py server.lab 5002', ({ text, stderr, code }) => {
  expect(code).toBe(1);
  expect(stderr).toContain('SSL');
  expect(text).toContain('Client Hello');
});

itRuns(
  '13-ws-unmasked',
  '--peer pmu-websocket -- python3 client.py server.lab 5006',
  ({ model, drawn, text }) => {
    const refusal = model.trace.peer.find(({ event }) => event === 'refuse')!;
    expect(refusal.note).toContain('MASK must be set');
    expect(text).toContain(`${refusal.n} refuse: Invalid WebSocket frame`);
    // A resolver's connect() of a UDP socket to the same address opened nothing.
    const connect = calls(model, 'client', 'connect').find(({ socket }) => socket?.protocol === 'TCP')!;
    const syn = drawn.rows.find(({ wire }) => wire?.kind === 'packet' && wire.flags.join('') === 'SYN')!;
    const { cause } = syn.wire as PacketCell;
    expect(cause === undefined ? syn.call : Object.values(cause)[0]).toBe(connect.n);
  },
);

itRuns(
  '15-sigpipe',
  `--on localhost 'python3 server.py' --on localhost './client 127.0.0.1 8989'`,
  ({ model }) => {
    expect(model.actor('localhost-2')?.ended).toMatchObject({ reason: 'signal', signal: 'SIGPIPE' });
    expect(model.callsOf('localhost-2').some(({ error }) => error === 'EPIPE')).toBe(true);
  },
  'make -s client',
);
itRuns(
  '15-sigpipe',
  '--localhost -- sh run',
  ({ drawn, stdout, code }) => {
    expect([code, stdout]).toEqual([0, expect.stringContaining('client ended with status 141')]);
    const ends = drawn.rows.flatMap(({ cells }) => cells.filter(({ kind }) => kind === 'process-end'));
    expect(ends).toContainEqual(expect.objectContaining({ signal: 'SIGPIPE', mood: 'bad' }));
  },
  `${PATIENT}; make -s client`,
);

itRuns('16-one-at-a-time', `--idle 2 ${ON_LO}`, ({ stderr }) => {
  // The one that is stopped waits for the other end: the server reads the first connection, the second client its answer.
  expect(stderr).toMatch(/ waited in \w+\(\) on 127\.0\.0\.1:\d+ -> 127\.0\.0\.1:\d+/);
});

itRuns(
  '17-einprogress',
  '--peer echo -- ./client server.lab 5002',
  ({ model, stderr, code }) => {
    expect([code, stderr]).toEqual([1, expect.stringContaining('Operation now in progress')]);
    expect(calls(model, 'client', 'connect').map(({ error }) => error)).toContain('EINPROGRESS');
    const [{ tcp }] = model.connections as [Connection];
    const flags = [...tcp.rows.subarray(0, 3)].map(
      (row) => model.capture.table.flags[row]! & (SYN | ACK | RST),
    );
    expect(flags).toEqual([SYN, SYN | ACK, ACK]);
  },
  'gcc -o client client.c',
);

itRuns(
  '18-utf8-cut',
  '--seed 1 --peer pmu,flood-text=utf8,flood-segmentation=cut,flood-bytes=3000 -- node client.js pmu.lab 5003',
  ({ model, text }) => {
    const { toClient } = withData(model);
    expectJoined(withData(model));
    const isInside = (byte = 0): boolean => (byte & 0xc0) === 0x80; // RFC 3629, 3
    const cuts = toClient.sends.filter(({ offset, length }) => isInside(toClient.bytes[offset + length]));
    expect(cuts.length).toBeGreaterThan(0);
    expect(findings(model).map(({ rule }) => rule)).toContain('character-cut');
    // The event loop that runs before there is a socket is not the program's.
    expect(text).toMatch(/run-time system: .*epoll_pwait/);
  },
);

itRuns(
  '21-no-flush',
  '--peer pmu,messages=4 -- ./client pmu.lab 5003',
  ({ model, text }) => {
    const [first, ...others] = model.lines('stdout');
    expect(others.map(({ at }) => at)).toEqual([first!.at, first!.at, first!.at]);
    expect(text).toContain('prints lines 1 to 4 at once');
    const end = calls(model, 'client', 'receive').findLast(({ ret }) => ret === 0)!;
    expect(first!.at).toBeGreaterThan(end.at);
  },
  'gcc -o client client.c',
);

itRuns('22-backlog', ON_LO, ({ model, drawn }) => {
  const { again } = model.resent;
  expect(again.size).toBeGreaterThan(0); // SYNs, to which nothing answers
  expect(calls(model, 'localhost', 'accept')).toEqual([]);
  // The host got them: they are not lost, and no one refused them.
  const packets = drawn.rows.flatMap(({ wire }) => (wire?.kind === 'packet' ? [wire] : []));
  expect(packets.some(({ lost, closed }) => lost === true || closed !== undefined)).toBe(false);
});

const itRunsJava =
  findTool('javac') === undefined ? () => it.skip('24-java-chat (needs javac)', () => {}) : itRuns;
itRunsJava(
  '24-java-chat',
  '--idle 2 --peer chat -- java Chat server.lab 8989',
  ({ model, text, stderr }) => {
    expect(stderr).toMatch(/ waited in (read|recvfrom|poll)\(\) on .*:\d+ -> .*:8989/);
    expect(model.connections.map(({ toServer }) => toServer.carried)).toEqual([0]);
    expect(text).toMatch(/\b(read|recvfrom|poll)\(.*never returned/);
    // A virtual machine handles this signal: nothing crashed.
    expect(text).not.toContain('gets SIGSEGV');
    expect(text).toContain('run-time system:');
  },
  'javac Chat.java',
);

itRuns('30-newcomer', '-- python3 main.py data.txt', ({ code, stdout, model }) => {
  expect([code, stdout.trim()]).toEqual([0, "hi ['data.txt'] data"]);
  expect(findings(model)).toEqual([]);
});
itRuns('30-newcomer', '-- node app.js', ({ code, stdout }) => expect([code, stdout]).toEqual([0, '1\n']));
itRuns('30-newcomer', '-- sh run', ({ code, stdout }) => expect([code, stdout]).toEqual([0, '1\n']));
itRuns('30-newcomer', '--idle 1 -- python3 idle.py', ({ model }) => {
  expect(model.program.ended).toMatchObject({ reason: 'limit', limit: 'idle' });
});
itRuns('30-newcomer', '-- python3 misc.py', ({ model, stdout }) => {
  expect(model.trace.lookups.map(({ name, code }) => `${name} ${code}`)).toContain('example.org NXDOMAIN');
  expect(stdout).toContain('net: [Errno 111] Connection refused');
});
