/** `wireside record` against servers of its own on this machine: as root, as an ordinary user, and of running programs. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readModel } from '@wireside/trace/node';
import { MAIN, ROOT, TIMEOUT } from '../command/wireside.ts';

const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;
const hasTools = ['strace', 'tcpdump', 'python3'].every((tool) =>
  ['/usr/bin', '/usr/sbin'].some((folder) => existsSync(join(folder, tool))),
);
const itAsRoot = it.skipIf(!isRoot || !hasTools);

const CLIENT = `
import socket, sys
s = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
s.sendall(b"hello there\\n")
print("got", s.recv(100).decode().strip())
s.close()
sys.exit(3)`;

let folder: string;
let server: Server;
let port: number;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'record-test-'));
  server = createServer((socket) => socket.on('error', () => {}).pipe(socket)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
});

afterEach(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Said {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts `wireside record` in a process group of its own. */
function start(words: readonly string[], before: readonly string[] = []) {
  const [file = '', ...args] = [
    ...before,
    process.execPath,
    MAIN,
    'record',
    '--keep',
    join(folder, 'run'),
    ...words,
  ];
  const child = spawn(file, args, {
    cwd: ROOT,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: `/usr/bin:/bin:/usr/sbin`, HOME: folder, LC_ALL: 'C.UTF-8' },
  });
  const texts = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (texts.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (texts.stderr += text));
  const said = once(child, 'close').then(([code]): Said => ({ code: code as number | null, ...texts }));
  return { child, said, texts };
}

const record = (words: readonly string[], before?: readonly string[]): Promise<Said> =>
  start(words, before).said;
const model = () => readModel(join(folder, 'run'));

/** Waits until a command has printed a text. */
const until = (texts: { readonly stdout: string; readonly stderr: string }, text: string): Promise<void> =>
  expect.poll(() => texts.stdout + texts.stderr, { timeout: TIMEOUT }).toContain(text);

itAsRoot(
  'records calls, output and packets of a client, and ends as it does',
  async () => {
    const said = await record(['--', 'python3', '-c', CLIENT, String(port)]);
    expect(said.stdout).toBe('got hello there\n');
    expect(said.code).toBe(3);
    const run = model();
    expect(run.trace.problems).toEqual([]);
    expect(run.run.network).toBe('real');
    expect(run.program.name).toBe('python3');
    expect(run.program.ended).toMatchObject({ reason: 'exited', code: 3 });
    expect(Buffer.from(run.output('stdout').bytes).toString()).toBe('got hello there\n');
    expect(run.connections).toHaveLength(1);
    const [connection] = run.connections;
    expect(connection!.client.actor).toBe('python3');
    expect(connection!.toServer).toMatchObject({ sent: 12, carried: 12 });
    expect(connection!.toClient).toMatchObject({ carried: 12, received: 12 });
  },
  TIMEOUT,
);

itAsRoot(
  'keeps no packets of other programs, but refused connects, datagrams and those of children',
  async () => {
    const udp = createSocket('udp4');
    udp.on('message', (message, from) => udp.send(message, from.port, from.address));
    udp.bind(0, '127.0.0.1');
    await once(udp, 'listening');
    const script = `
import os, socket, subprocess, sys
u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
u.sendto(b"ping", ("127.0.0.1", ${udp.address().port}))
print(u.recv(100))
try: socket.create_connection(("127.0.0.1", 1))
except ConnectionRefusedError: print("refused")
sys.stdout.flush()
subprocess.run([sys.executable, "-c", sys.argv[2], sys.argv[1]])`;
    const other = spawn('python3', [
      '-c',
      'import socket,sys,time\nwhile True: socket.create_connection(("127.0.0.1", int(sys.argv[1]))).close(); time.sleep(0.001)',
      String(port),
    ]);
    const said = await record(['--', 'python3', '-c', script, String(port), CLIENT]);
    other.kill('SIGKILL');
    udp.close();
    expect(said.stdout).toBe("b'ping'\nrefused\ngot hello there\n");
    const run = model();
    expect(run.datagrams.map(({ length }) => length)).toEqual([4, 4]);
    expect(run.connections.map(({ server: end }) => end.endpoint)).toEqual([
      '127.0.0.1:1',
      `127.0.0.1:${port}`,
    ]);
    expect(run.connections[1]!.toServer.carried).toBe(12);
  },
  TIMEOUT,
);

itAsRoot(
  'records the calls of an ordinary user who may not capture, and says what fixes it',
  async () => {
    chmodSync(folder, 0o777);
    chownSync(folder, NOBODY, NOBODY);
    const as = ['setpriv', '--reuid', String(NOBODY), '--clear-groups'];
    const said = await record(['--', '/usr/bin/python3', '-c', CLIENT, String(port)], as);
    expect(said.code).toBe(3);
    expect(said.stderr).toContain('The packets are missing: you may not capture.');
    const run = model();
    expect(run.run.missing?.join()).toContain('sudo setcap cap_net_raw,cap_net_admin=eip ');
    expect(run.trace.calls.some(({ kind, ret }) => kind === 'receive' && ret === 12)).toBe(true);
  },
  TIMEOUT,
);

/** Whether this machine lets a file have capabilities, which a container may not. */
const mayGiveCapabilities = ((): boolean => {
  const file = join(tmpdir(), `record-capabilities-${process.pid}`);
  try {
    copyFileSync('/usr/bin/tcpdump', file);
    return spawnSync('setcap', ['cap_net_raw,cap_net_admin=eip', file]).status === 0;
  } catch {
    return false;
  } finally {
    rmSync(file, { force: true });
  }
})();

(mayGiveCapabilities ? itAsRoot : it.skip)(
  'records the packets of an ordinary user whose tcpdump has the capabilities (needs setcap)',
  async () => {
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    copyFileSync('/usr/bin/tcpdump', join(bin, 'tcpdump'));
    chmodSync(join(bin, 'tcpdump'), 0o755);
    execFileSync('setcap', ['cap_net_raw,cap_net_admin=eip', join(bin, 'tcpdump')]);
    chmodSync(folder, 0o777);
    chownSync(folder, NOBODY, NOBODY);
    const as = ['setpriv', '--reuid', String(NOBODY), '--clear-groups'];
    const words = ['--', '/usr/bin/python3', '-c', CLIENT, String(port)];
    const said = await record(words, ['env', `PATH=${bin}:/usr/bin:/bin`, ...as]);
    expect(said.code, said.stderr).toBe(3);
    const run = model();
    expect(run.run.missing).toBeUndefined();
    expect(run.connections).toHaveLength(1);
    expect(run.connections[0]!.toServer).toMatchObject({ sent: 12, carried: 12 });
  },
  TIMEOUT,
);

itAsRoot(
  'detaches from a program that was running, which goes on',
  async () => {
    const program = spawn(
      'python3',
      [
        '-u',
        '-c',
        `
import socket, sys
s = socket.create_connection(("127.0.0.1", ${port}))
print("ready")
for line in sys.stdin:
    s.sendall(line.encode()); print("got", s.recv(100))`,
      ],
      { stdio: ['pipe', 'pipe', 'inherit'] },
    );
    await once(program.stdout, 'data');
    const { child, said, texts } = start(['--pid', String(program.pid)]);
    await until(texts, 'recording process');
    program.stdin.write('a line of this program\n');
    await once(program.stdout, 'data');
    child.kill('SIGINT');
    expect((await said).code).toBe(0);
    program.stdin.write('and another\n');
    await once(program.stdout, 'data');
    program.stdin.end();
    await once(program, 'exit');
    const run = model();
    expect(run.program.ended).toBeUndefined();
    expect(run.connections).toHaveLength(1);
    expect(run.trace.calls.some(({ kind, ret }) => kind === 'send' && ret === 23)).toBe(true);
  },
  TIMEOUT,
);

itAsRoot(
  'keeps everything at Ctrl-C, and leaves nothing behind when it is killed',
  async () => {
    const script = 'import time\nprint("up", flush=True)\ntime.sleep(1000)';
    const first = start(['--', 'python3', '-c', script]);
    await until(first.texts, 'up');
    process.kill(-first.child.pid!, 'SIGINT');
    expect((await first.said).code).toBe(130);
    expect(Buffer.from(model().output('stdout').bytes).toString()).toBe('up\n');

    const second = start([
      '--',
      'python3',
      '-u',
      '-c',
      'import sys,socket,time\nprint("up")\ntime.sleep(1)\nsocket.socket().close()\nopen(sys.argv[1], "w").write("done")',
      join(folder, 'done'),
    ]);
    await until(second.texts, 'up');
    second.child.kill('SIGKILL');
    await expect
      .poll(() => existsSync(join(folder, 'done')) && readFileSync(join(folder, 'done'), 'utf8'), {
        timeout: TIMEOUT,
      })
      .toBe('done');
    await expect.poll(() => stillRunning(folder), { timeout: TIMEOUT }).toEqual([]);
  },
  TIMEOUT,
);

/** Command lines that name a folder. */
function stillRunning(name: string): string[] {
  return readdirSync('/proc').flatMap((pid) => {
    try {
      const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      return /^\d+$/.test(pid) && line.includes(name) ? [line] : [];
    } catch {
      return [];
    }
  });
}
