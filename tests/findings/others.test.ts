/** Software of others, both ends as they are used every day: nothing is wrong, and the rules find nothing. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Program, ProgramActor } from '@wireside/bench';
import { findTool, itNeedsNamespaces } from '@wireside/bench/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  expectNothing,
  FindingsBench,
  on,
  peerActor,
  python,
  scene,
  TEST_TIMEOUT,
  whenListening,
} from './findings.test.helper.ts';

const bench = new FindingsBench();
const folder = mkdtempSync(join(tmpdir(), 'wireside-others-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A command of others, with files beside it. */
const command = (words: string, files: Readonly<Record<string, string | Uint8Array>> = {}): Program => ({
  files: Object.entries(files).map(([path, bytes]) => ({
    path,
    bytes: Buffer.from(bytes),
    executable: false,
  })),
  command: ['sh', '-c', `exec ${words}`],
  environment: python('').environment,
});

const input = (text: string): { readonly input: Uint8Array } => ({ input: Buffer.from(text) });
const server = (words: string, files?: Readonly<Record<string, string | Uint8Array>>): ProgramActor =>
  on('server', command(words, files));
const client = (words: string, more: Parameters<typeof on>[2] = {}): ProgramActor =>
  on('client', command(words), { ...more, ...whenListening('server') });

/** Plays them, and expects that nothing is found, and that the client ended well. */
async function expectQuiet(...actors: Parameters<typeof scene>[0]['actors'][number][]): Promise<void> {
  const run = await bench.play({ seed: 'seed', scene: scene({ actors }) });
  const programs = run.model.actors.filter(({ kind }) => kind === 'program');
  expect(programs.at(-1)?.ended, run.stderr).toMatchObject({ reason: 'exited', code: 0 });
  expectNothing(run);
}

/** A test that needs commands; skipped by name where one of them is missing. */
function itQuiet(names: string, test: () => Promise<void>): void {
  const missing = names.split(' ').find((name) => findTool(name) === undefined);
  if (missing === undefined) itNeedsNamespaces(names, test, TEST_TIMEOUT);
  else it.skip(`${names} (needs ${missing})`, () => {});
}

describe('both ends of others', () => {
  let tls: Readonly<Record<string, Uint8Array>> = {};
  beforeAll(() => {
    if (findTool('openssl') === undefined) return;
    const name = ['-subj', '/CN=server.lab', '-addext', 'subjectAltName=DNS:server.lab'];
    const made = ['-keyout', 'key.pem', '-out', 'cert.pem', '-days', '2', '-nodes', '-newkey', 'rsa:2048'];
    spawnSync('openssl', ['req', '-x509', ...made, ...name], { cwd: folder });
    tls = Object.fromEntries(['key.pem', 'cert.pem'].map((file) => [file, readFileSync(join(folder, file))]));
  });

  itQuiet('socat nc', () =>
    expectQuiet(
      server('socat TCP-LISTEN:5000,reuseaddr,fork EXEC:cat'),
      client('nc -N server.lab 5000', input('one\ntwo\n')),
    ),
  );
  itQuiet('nc socat', () =>
    expectQuiet(server('nc -l 5000'), client('socat -t 1 - TCP:server.lab:5000', input('hello\n'))),
  );
  itQuiet('python3 curl', () =>
    expectQuiet(
      server('python3 -m http.server 5000', { 'index.html': '<p>hello</p>\n' }),
      client('curl -sS http://server.lab:5000/ http://server.lab:5000/index.html'),
    ),
  );
  itQuiet('openssl curl', () => {
    const web = server('openssl s_server -accept 5000 -cert cert.pem -key key.pem -www', tls);
    const curl = on(
      'client',
      command('curl -sS --cacert cert.pem https://server.lab:5000/', tls),
      whenListening('server'),
    );
    return expectQuiet(web, curl);
  });
  itQuiet('nginx curl', () => {
    const configuration = `daemon off; pid nginx.pid; error_log stderr;
events {}
http { access_log off; client_body_temp_path .; proxy_temp_path .; fastcgi_temp_path .; uwsgi_temp_path .; scgi_temp_path .;
server { listen 5000; root .; } }`;
    return expectQuiet(
      server('/usr/sbin/nginx -p . -c nginx.conf', {
        'nginx.conf': configuration,
        'index.html': '<p>hello</p>\n',
      }),
      client('curl -sS http://server.lab:5000/ http://server.lab:5000/index.html'),
    );
  });
  itQuiet('node', () =>
    expectQuiet(
      server('node server.mjs', {
        'server.mjs': `import { createServer } from 'node:http';
createServer((request, response) => request.pipe(response)).listen(5000);`,
      }),
      on(
        'client',
        command('node client.mjs', {
          'client.mjs': `for (const body of ['one', 'x'.repeat(100_000)]) {
  const response = await fetch('http://server.lab:5000/', { method: 'POST', body });
  if ((await response.text()) !== body) process.exitCode = 1;
}`,
        }),
        whenListening('server'),
      ),
    ),
  );
  itQuiet('python3', () =>
    expectQuiet(
      server('python3 server.py', {
        'server.py': `import asyncio
async def serve(reader, writer):
    while line := await reader.readline():
        writer.write(line.upper())
        await writer.drain()
    writer.close()
async def main():
    async with await asyncio.start_server(serve, port=5000) as server:
        await server.serve_forever()
asyncio.run(main())`,
      }),
      on(
        'client',
        command('python3 client.py', {
          'client.py': `import socket, threading
def talk(n):
    with socket.create_connection(('server.lab', 5000)) as c, c.makefile('rw') as f:
        for i in range(20):
            print('line', n, i, file=f, flush=True)
            assert f.readline() == f'LINE {n} {i}\\n'
threads = [threading.Thread(target=talk, args=(n,)) for n in range(4)]
for t in threads: t.start()
for t in threads: t.join()`,
        }),
        whenListening('server'),
      ),
    ),
  );
});

describe('our peers and software of others', () => {
  itQuiet('nc', () =>
    expectQuiet(
      peerActor('pmu', { messages: 5 }),
      on('client', command('nc server.lab 5003'), input('CMD_short:0')),
    ),
  );
  itQuiet('curl', () =>
    expectQuiet(
      peerActor('page', { port: 8080 }),
      on('client', command('curl -sS -o /dev/null http://server.lab:8080/')),
    ),
  );
});
