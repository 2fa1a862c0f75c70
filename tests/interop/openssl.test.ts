/** OpenSSL's s_client and s_server at the other end of everything over TLS. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { selfSigned } from '@wireside/authority';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort, has, ourClient, ourPeer, PATIENCE, startedServer, typed } from './software.ts';

const folder = mkdtempSync(join(tmpdir(), 'wireside-openssl-'));
const [certificate, key] = [join(folder, 'server.pem'), join(folder, 'server.key')];
beforeAll(async () => {
  const identity = await selfSigned({ name: 'localhost' });
  writeFileSync(certificate, identity.certificate);
  writeFileSync(key, identity.key);
});
afterAll(() => rmSync(folder, { recursive: true }));

const withOpenssl = test.skipIf(!has('openssl'));
const client = (port: number, ...more: string[]): string[] => [
  'openssl',
  's_client',
  '-connect',
  `127.0.0.1:${port}`,
  '-CAfile',
  certificate,
  '-verify_return_error',
  '-quiet',
  ...more,
];

withOpenssl.each(['-tls1_2', '-tls1_3'])(
  's_client %s asks the PMU',
  { timeout: PATIENCE },
  async (version) => {
    const { port, saw } = await ourPeer('pmu-tls', { certificate, key, messages: 2 });
    const { out } = await typed(client(port, version), 'CMD_short:0');
    expect(out).toContain('This is PMU data 0This is PMU data 1');
    expect((await saw(({ event }) => event === 'accept')).note).toMatch(/^TLSv1\.[23], TLS_/);
  },
);

withOpenssl('s_client is greeted by the pair, and gets the page', { timeout: PATIENCE }, async () => {
  // s_client stays until the server closes.
  const pair = await ourPeer('tls', { certificate, key, idleTimeout: 0.3 });
  expect((await typed(client(pair.port), '')).out).toContain('Only you can read this.');
  const page = await ourPeer('page-tls', { certificate, key });
  const request = 'GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n';
  expect((await typed(client(page.port), request)).out).toContain('HTTP/1.1 200 OK');
});

withOpenssl('s_client that does not trust us is told from the others', { timeout: PATIENCE }, async () => {
  const { port, saw } = await ourPeer('tls', {});
  const { code, out } = await typed(client(port), '');
  expect(code).not.toBe(0);
  expect(out).toContain('verify error');
  await saw(({ event }) => event === 'refuse' || event === 'close');
});

withOpenssl.each([
  ['-tls1_2', 'TLSv1.2'],
  ['-tls1_3', 'TLSv1.3'],
])('our client agrees with s_server %s', { timeout: PATIENCE }, async (flag, version) => {
  const port = await freePort();
  const words = ['openssl', 's_server', '-accept', `127.0.0.1:${port}`, '-cert', certificate, '-key', key];
  const server = await startedServer([...words, '-quiet', flag], port);
  server.stdin!.write('typed at s_server\n');
  const output = await ourClient('tls', { port, ca: certificate }, { until: 'typed at s_server' });
  expect(output).toMatch(new RegExp(`^${version}\nTLS_\\w+\ntyped at s_server\n`));
});

withOpenssl("our page client reads s_server's own page", { timeout: PATIENCE }, async () => {
  const port = await freePort();
  const words = [
    'openssl',
    's_server',
    '-accept',
    `127.0.0.1:${port}`,
    '-cert',
    certificate,
    '-key',
    key,
    '-www',
  ];
  await startedServer(words, port);
  const output = await ourClient('page-tls', { url: `https://localhost:${port}/`, ca: certificate });
  expect(output).toMatch(/^HTTP\/1\.0 200 ok/i);
  expect(output).toContain('s_server');
});
