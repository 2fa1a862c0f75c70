/** Programs and shorthands of the tests of scenes. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildProgram, readSource } from '@wireside/bench';
import type { Bench, Condition, Program, ProgramActor } from '@wireside/bench';
import type { Connection, Model } from '@wireside/trace';
import { expect } from 'vitest';
import { programActor, python } from '../../bench/src/bench.test.helper.ts';

export {
  bash,
  peerActor,
  programActor,
  python,
  scene,
  TEST_TIMEOUT,
  TestBench,
} from '../../bench/src/bench.test.helper.ts';
export type { Observed } from '../../bench/src/bench.test.helper.ts';

/** Starts when an actor listens. */
export const whenListening = (actor: string, port?: number): { readonly start: Condition } => ({
  start: { event: 'listening', actor, ...(port === undefined ? {} : { port }) },
});

/** A program on the host of its own name. */
export function on(
  name: string,
  program: Program,
  wanted: Parameters<typeof programActor>[1] = {},
): ProgramActor {
  return programActor(program, { name, host: name, ...wanted });
}

/** A server for one client after another on port 5000, until Ctrl-C. It sends back what it reads. */
export const ECHO_SERVER = python(`
import socket
server = socket.create_server(('', 5000), family=socket.AF_INET6, dualstack_ipv6=True)
while True:
    connection, _ = server.accept()
    with connection:
        while data := connection.recv(4096):
            connection.sendall(data)
`);

/** Sends three lines to server.lab, and prints what comes back. */
export const ECHO_CLIENT = python(`
import socket
with socket.create_connection(('server.lab', 5000)) as connection:
    for line in [b'one\\n', b'two\\n', b'three\\n']:
        connection.sendall(line)
        print(connection.recv(100).decode(), end='', flush=True)
`);

/** A program from the text of its one file, built if its language needs that. */
export async function source(bench: Bench, name: string, text: string): Promise<Program> {
  const folder = mkdtempSync(join(tmpdir(), 'wireside-scene-'));
  try {
    writeFileSync(join(folder, name), text);
    return await buildProgram(bench, readSource(join(folder, name)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Expects that every byte of a connection is joined from its sender through the packets to its receiver, both ways. */
export function expectJoined(
  { toServer, toClient }: Connection,
  lengths: { toServer: number; toClient: number },
): void {
  const all = (length: number): object => ({ sent: length, carried: length, received: length });
  expect(toServer).toMatchObject(all(lengths.toServer));
  expect(toClient).toMatchObject(all(lengths.toClient));
}

/** What an actor wrote to standard output. */
export function stdoutOf(model: Model, actor: string): string {
  return Buffer.from(model.output('stdout', actor).bytes).toString();
}

/** How all actors ended: `client: exited 0`. */
export function endsOf(model: Model): string[] {
  return model.actors.map(({ name, ended }) => {
    if (ended === undefined) return `${name}: not ended`;
    return `${name}: ${ended.reason} ${ended.code ?? ended.signal ?? ended.limit ?? ''}`.trim();
  });
}
