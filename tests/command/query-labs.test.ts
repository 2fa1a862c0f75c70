/** Labs with checks by queries only, written by hand: a correct and an incorrect program, as a client and as a server. */
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { itNeedsNamespaces } from '@wireside/bench/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT, TIMEOUT, wireside } from './wireside.ts';

const LAB = `id: networks
title: Computer networks
parts: [join, upper]
hosts: { server: [device.lab] }
defaultEdition: now
editions:
  now: { title: Now, strict: true }
`;
/** The part of docs/queries.md: the program is a client. */
const JOIN = /```yaml\n(id: join\n[^]*?)```/.exec(readFileSync(join(ROOT, 'docs/queries.md'), 'utf8'))![1]!;
/** The program is the server. The second case has another name and port. */
const UPPER = `id: upper
title: A server that answers in capitals
exercise: queries
program: upper
serverName: device.lab
editions:
  now: { arguments: [server, port], port: 6000 }
scene:
  hosts:
    server:
    client:
  actors:
    upper: { program: student, on: server, role: server }
    client: { peer: echo-client, on: client, start: { listening: upper }, options: { text: hello, stay: false, timeout: 3 } }
  limits: { wall: 20 }
checks:
  listens:
    title: The server listens on its port
    expect: 'count(sockets: socket.host == "server" && socket.state == "LISTEN" && socket.local.port == $port) >= 1'
    failed: 'nothing listens on port {$port}; it called bind() with {first(calls: call.name == "bind").target}'
    show: 'calls: call.name in {"bind", "listen"}'
  answers:
    title: The client gets its text in capitals
    needs: [listens]
    expect: 'count(packets: tcp.srcport == $port && tcp.payload contains "HELLO") >= 1'
    failed: 'the server sent {first(packets: tcp.srcport == $port && tcp.len > 0).tcp.payload} from {$address}'
    show: 'packets: tcp.srcport == $port && tcp.len > 0'
cases:
  - id: once
    title: One client
    checks: [listens, answers]
  - id: elsewhere
    title: One client, in another place
    checks: [listens, answers]
`;
const VIEWER = `import socket, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(('', int(sys.argv[1])))
s.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, socket.inet_aton('224.1.1.1') + bytes(4))
print(s.recv(2000).decode())
`;
const SERVER = `import socket, sys
s = socket.socket()
s.bind(('', int(sys.argv[2])))
s.listen()
c, _ = s.accept()
while data := c.recv(4096):
    c.sendall(data.upper())
c.close()
`;

let folder = '';
const write = (path: string, text: string): string => {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
};
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'wireside-queries-')));
  write('labs/networks/lab.yaml', LAB);
  write('labs/networks/join/part.yaml', JOIN);
  write('labs/networks/upper/part.yaml', UPPER);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A check of a verdict, as JSON has it. */
interface Check {
  readonly id: string;
  readonly result: string;
  readonly expected: string;
  readonly got: string;
  readonly evidence: readonly object[];
}

let kept = 0;
async function judge(part: string, program: string): Promise<{ code: number | null; checks: Check[][] }> {
  const file = write(`program-${++kept}.py`, program);
  const flags = ['--labs', join(folder, 'labs'), '--json', '--keep', join(folder, `kept-${kept}`)];
  const { code, stdout, stderr } = await wireside('judge', part, file, ...flags);
  expect(stderr).toBe('');
  const { cases } = JSON.parse(stdout) as { cases: { checks: Check[] }[] };
  return { code, checks: cases.map(({ checks }) => checks) };
}
const resultsOf = (checks: readonly Check[][]): string[] =>
  checks.map((list) => list.map(({ id, result }) => `${id} ${result}`).join(', '));

it('are accepted by wireside labs check, and mistakes are told with their place', async () => {
  expect(await wireside('labs', 'check', join(folder, 'labs'))).toEqual({
    code: 0,
    stdout: '1 lab, 2 parts, 3 cases: no problems.\n',
    stderr: '',
  });
  const wrong = UPPER.replace('socket.state ==', 'socket.stat ==').replace('[listens]', '[listen]');
  write('wrong/networks/lab.yaml', LAB.replace('join, upper', 'upper'));
  const file = write('wrong/networks/upper/part.yaml', wrong);
  const { code, stdout } = await wireside('labs', 'check', join(folder, 'wrong'));
  expect(code).toBe(1);
  expect(stdout).toContain(
    `${file}:19:56: checks.listens.expect: "socket.stat" is not a field of sockets. Did you mean "socket.state"`,
  );
  expect(stdout).toContain(
    `${file}:24:13: checks.answers.needs[0]: unknown check "listen". Did you mean "listens"?`,
  );
});

describe('a client', () => {
  itNeedsNamespaces(
    'that is correct passes',
    async () => {
      const { code, checks } = await judge('join', VIEWER);
      expect([code, resultsOf(checks)]).toEqual([0, ['joins pass, shows pass']]);
      expect(checks[0]![0]!.evidence).toHaveLength(1);
    },
    TIMEOUT,
  );

  itNeedsNamespaces(
    'that is incorrect fails, with what it did',
    async () => {
      const { code, checks } = await judge('join', VIEWER.replace(/^s\.setsockopt.*$/m, ''));
      expect([code, resultsOf(checks)]).toEqual([1, ['joins fail, shows blocked']]);
      expect(checks[0]![0]).toMatchObject({
        expected: 'The program joins the group',
        got: 'no membership report for 224.1.1.1 was seen; the program made 0 calls of setsockopt()',
      });
    },
    TIMEOUT,
  );
});

describe('a server', () => {
  itNeedsNamespaces(
    'that is correct passes, in each place',
    async () => {
      const { code, checks } = await judge('upper', SERVER);
      expect([code, resultsOf(checks)]).toEqual([
        0,
        ['listens pass, answers pass', 'listens pass, answers pass'],
      ]);
    },
    TIMEOUT,
  );

  itNeedsNamespaces(
    'that answers something else fails, with the bytes and the packet',
    async () => {
      const { code, checks } = await judge('upper', SERVER.replace('.upper()', ''));
      expect([code, resultsOf(checks)]).toEqual([
        1,
        ['listens pass, answers fail', 'listens pass, answers fail'],
      ]);
      const [, answers] = checks[0]!;
      expect(answers!.got).toBe('the server sent "hello" (5 bytes) from 10.0.0.1');
      expect(answers!.evidence).toHaveLength(1);
    },
    TIMEOUT,
  );

  itNeedsNamespaces(
    'with a port of its own fails where the port is another one',
    async () => {
      const { code, checks } = await judge('upper', SERVER.replace('int(sys.argv[2])', '6000'));
      expect([code, resultsOf(checks)]).toEqual([
        1,
        ['listens pass, answers pass', 'listens fail, answers blocked'],
      ]);
      expect(checks[1]![0]!.got).toMatch(
        /^nothing listens on port \d+; it called bind\(\) with 0\.0\.0\.0:6000$/,
      );
    },
    TIMEOUT,
  );
});
