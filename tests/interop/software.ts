/** Programs that are not ours, as the other end of our peers and clients. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { listenPeer, type Peer, type PeerEvent, runClient } from '@wireside/peers';
import { afterEach } from 'vitest';

/** Machines that run tests do other things too. ms. */
export const PATIENCE = 60_000;

/** Whether a command is installed. */
export function has(command: string): boolean {
  return (process.env['PATH'] ?? '').split(':').some((folder) => existsSync(`${folder}/${command}`));
}

/** A Python that has a module: the first on the PATH, or Debian's own, whose modules are packages; undefined where none has. */
export function pythonWith(module: string): string | undefined {
  return ['python3', '/usr/bin/python3'].find(
    (python) => spawnSync(python, ['-c', `import ${module}`]).status === 0,
  );
}

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const one of undo.splice(0).toReversed()) await one();
});

/** A peer of ours on a free port, its events, and a wait for one of them; closed after the test. */
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

/** A client of ours, run to its end, or until `until` is in what it printed; gives what it printed. */
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

/** Runs a command to its end with this input, which is closed behind it. */
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

/** Starts a command that is ended after the test, if it has not ended by then. */
export function started([file = '', ...args]: readonly string[]): ChildProcess {
  const child = spawn(file, args, { stdio: 'pipe' });
  undo.push(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'close');
  });
  return child;
}

/** Starts a server that is not ours, and waits until its socket is in the kernel's table; it is never connected to for that. */
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
  const isThere = (): boolean =>
    [protocol, `${protocol}6`].some((table) =>
      readFileSync(`/proc/net/${table}`, 'utf8')
        .split('\n')
        .some((line) => line.slice(0, line.indexOf(':') + 60).includes(place) && line.includes(state)),
    );
  while (!isThere()) {
    if (child.exitCode !== null) throw new Error(`${words.join(' ')} ended: ${complaint}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return child;
}

/** A port that nobody has at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
