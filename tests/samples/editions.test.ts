/** Older editions of hello and echo: programs without arguments, on one computer with the other end. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Bench } from '@wireside/bench';
import { itNeedsNamespaces } from '@wireside/bench/testing';
import { findPart } from '@wireside/lab';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { judgeSample } from './judge-sample.test.helper.ts';

let bench: Bench;
let folder = '';
beforeAll(() => {
  bench = Bench.open();
  folder = mkdtempSync(join(tmpdir(), 'wireside-editions-'));
});
afterAll(async () => {
  await bench.close();
  rmSync(folder, { recursive: true, force: true });
});

const helloClient = (host: string, port: number, text: string): string => `import socket
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
    s.sendto(b"${text}", ("${host}", ${port}))
`;

const helloServer = (port: number): string => `import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("localhost", ${port}))
while True:
    text, sender = s.recvfrom(1024)
    print(sender, text.decode(), flush=True)
`;

/** @param rest what it does after its first receive */
const echoClient = (sentence: string, size: number, rest: string): string => `import socket
s = socket.socket()
s.connect(("localhost", 5002))
s.sendall(b"${sentence}")
left = ${sentence.length}
while left:
    piece = s.recv(${size})
    print("received:", piece.decode(), flush=True)
    left -= len(piece)
    ${rest}
try:
    s.recv(1)
except KeyboardInterrupt:
    pass
`;

const echoServer = (options: string): string => `import socket
listener = socket.socket()
${options}
listener.bind(("localhost", 5002))
listener.listen(1)
while True:
    connection, _ = listener.accept()
    while piece := connection.recv(16):
        print(piece.decode(), flush=True)
        connection.sendall(piece)
    print("no more data", flush=True)
    connection.close()
`;

const REUSE = 'listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)';
const SENTENCES = {
  short: 'O Romeo, Romeo! wherefore art thou Romeo?',
  long: 'Oh Romeo, Romeo! wherefore art thou Romeo?',
};

/** Programs, and the check that fails. */
const PROGRAMS: readonly (readonly [part: string, edition: string, text: string, failed?: string])[] = [
  ['hello-client', '2018', helloClient('localhost', 5001, 'Hello, Romeo ')],
  ['hello-client', '2021', helloClient('127.0.0.1', 50007, 'Hello, Romeo! ')],
  ['hello-client', '2021', helloClient('localhost', 5001, 'Hello, Romeo '), 'sends'],
  ['hello-client', '2018', helloClient('tcpip.epfl.ch', 5001, 'Hello, Romeo '), 'sends'],
  ['hello-server', '2017', helloServer(5001)],
  ['hello-server', '2021', helloServer(50007)],
  ['hello-server', '2021', helloServer(5001), 'binds'],
  ['echo-server', '2018', echoServer(REUSE)],
  ['echo-server', '2021', echoServer(''), 'reuse'],
  ['echo-client', '2018', echoClient(SENTENCES.short, 8, '')],
  ['echo-client', '2017', echoClient(SENTENCES.short, 16, '')],
  ['echo-client', '2021', echoClient(SENTENCES.long, 8, '')],
  ['echo-client', '2021', echoClient(SENTENCES.long, 16, '')],
  ['echo-client', '2018', echoClient(SENTENCES.short, 100, ''), 'pieces-own'],
  ['echo-client', '2018', echoClient(SENTENCES.short, 8, 'break'), 'pieces-own'],
  ['echo-client', '2018', echoClient('A sentence of forty-one bytes, of my own.', 8, ''), 'sends-own'],
];

describe.concurrent('older editions', () => {
  for (const [index, [id, editionId, text, failed = 'none']] of PROGRAMS.entries()) {
    itNeedsNamespaces(
      `${id}, ${editionId}, program ${index}: ${failed} fails`,
      async () => {
        const file = join(folder, `program-${index}.py`);
        writeFileSync(file, text);
        const verdict = await judgeSample(file, { part: findPart(id), bench, folder, editionId });
        if (verdict === undefined) return;
        const checks = verdict.cases.flatMap((one) => one.checks);
        expect(checks).not.toEqual([]);
        expect(checks.find(({ result }) => result === 'fail')?.id ?? 'none').toBe(failed);
        expect(verdict.verdict).toBe(failed === 'none' ? 'pass' : 'fail');
      },
      600_000,
    );
  }
});
