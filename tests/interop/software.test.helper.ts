/** Other programs, as the other end of our peers and clients. */
import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { selfSigned } from '@wireside/authority';
import { listenPeer, runClient } from '@wireside/peers';
import type { Peer, PeerEvent } from '@wireside/peers';
import { afterAll, afterEach, beforeAll } from 'vitest';

/** The machine may be busy. ms. */
export const TIMEOUT = 240_000;

/** Whether a command is installed. */
export function has(command: string): boolean {
  return (process.env['PATH'] ?? '').split(':').some((folder) => existsSync(`${folder}/${command}`));
}

/** A Python that has a module: the first on the PATH, or Debian's own, whose modules are packages; undefined if neither has. */
export function pythonWith(module: string): string | undefined {
  return ['python3', '/usr/bin/python3'].find(
    (python) => spawnSync(python, ['-c', `import ${module}`]).status === 0,
  );
}

/** A certificate of localhost and its key, as files in a folder of their own, for the tests of the file that calls this. */
export function localhostCertificate(): {
  readonly folder: string;
  readonly certificate: string;
  readonly key: string;
} {
  const folder = mkdtempSync(join(tmpdir(), 'wireside-interop-'));
  const [certificate, key] = [join(folder, 'server.pem'), join(folder, 'server.key')];
  beforeAll(async () => {
    const identity = await selfSigned({ name: 'localhost', algorithm: 'p256' });
    writeFileSync(certificate, identity.certificate);
    writeFileSync(key, identity.key);
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  return { folder, certificate, key };
}

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const one of undo.splice(0).toReversed()) await one();
});

/** A peer of ours on a free port, its events, and a function that waits for one; closed after the test. */
export async function ourPeer(name: string, options: Record<string, unknown> = {}) {
  const events: PeerEvent[] = [];
  let wake = (): void => {};
  const log = (event: PeerEvent): void => {
    events.push(event);
    wake();
  };
  const peer: Peer = await listenPeer(name, { port: 0, ...options }, { log });
  undo.push(() => peer.close());
  const saw = async (test: (event: PeerEvent) => boolean): Promise<PeerEvent> => {
    for (;;) {
      const found = events.find(test);
      if (found) return found;
      await new Promise<void>((resolve) => (wake = resolve));
    }
  };
  return { peer, events, saw, port: peer.address.port };
}

/** Runs a client of ours until it ends, or until it has printed `until`. Returns what it printed. */
export async function ourClient(
  name: string,
  record: Record<string, unknown>,
  { input = '', until }: { input?: string; until?: string } = {},
): Promise<string> {
  let output = '';
  const abort = new AbortController();
  const add = (text: string): void => {
    output += text;
    if (until !== undefined && output.includes(until)) abort.abort();
  };
  await runClient(name, record, {
    signal: abort.signal,
    log: () => {},
    print: (line) => add(`${Buffer.from(line).toString()}\n`),
    write: async (bytes) => add(Buffer.from(bytes).toString()),
    input: (async function* () {
      if (input !== '') yield Buffer.from(input);
    })(),
  });
  return output;
}

/** Runs a command until it ends, with this input and then end of file. */
export async function typed(
  words: readonly string[],
  input = '',
): Promise<{ code: number | null; out: string }> {
  const child = started(words);
  let out = '';
  child.stdout!.on('data', (bytes: Buffer) => (out += bytes.toString()));
  child.stderr!.on('data', (bytes: Buffer) => (out += bytes.toString()));
  child.stdin!.on('error', () => {});
  child.stdin!.end(input);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out };
}

/** Starts a command; it is killed after the test if it has not ended by then. */
export function started([file = '', ...args]: readonly string[]): ChildProcess {
  const child = spawn(file, args, { stdio: 'pipe' });
  undo.push(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'close');
  });
  return child;
}

/** Starts another program's server, and waits until its socket is in the kernel's table; no connection is made for that. */
export async function startedServer(
  words: readonly string[],
  port: number,
  protocol: 'tcp' | 'udp' = 'tcp',
): Promise<ChildProcess> {
  const child = started(words);
  let complaint = '';
  child.stderr!.on('data', (bytes: Buffer) => (complaint += bytes.toString()));
  const place = `:${port.toString(16).toUpperCase().padStart(4, '0')} `;
  const state = protocol === 'tcp' ? ' 0A ' : ' 07 ';
  const isListening = (): boolean =>
    [protocol, `${protocol}6`].some((table) =>
      readFileSync(`/proc/net/${table}`, 'utf8')
        .split('\n')
        .some((line) => line.slice(0, line.indexOf(':') + 60).includes(place) && line.includes(state)),
    );
  while (!isListening()) {
    if (child.exitCode !== null) throw new Error(`${words.join(' ')} ended: ${complaint}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return child;
}

/** Ports that nobody gets who does not ask for one by its number (man 7 ip, ip_local_port_range). */
const PORTS = { from: 10_000, to: 32_000 } as const;

/** A port that is free at this moment, over TCP and UDP. Connections and sockets of other tests do not take it later. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(PORTS.from, PORTS.to);
    const [server, socket] = [createServer(), createSocket({ type: 'udp6', ipv6Only: false })];
    try {
      await once(server.listen(port), 'listening');
      socket.bind(port);
      await once(socket, 'listening');
      return port;
    } catch {
      // It is taken: try another one.
    } finally {
      const closed = [once(server, 'close'), once(socket, 'close')];
      server.close();
      socket.close();
      await Promise.all(closed);
    }
  }
}
