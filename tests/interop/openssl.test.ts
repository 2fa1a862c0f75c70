/** OpenSSL's s_client and s_server at the other end of everything over TLS. */
import { selfSigned } from '@wireside/authority';
import { expect, test } from 'vitest';
import {
  freePort,
  has,
  localhostCertificate,
  ourClient,
  ourPeer,
  startedServer,
  TIMEOUT,
  typed,
} from './software.test.helper.ts';

const { certificate, key } = localhostCertificate();

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
  's_client %s talks to the PMU',
  { timeout: TIMEOUT },
  async (version) => {
    const { port, saw } = await ourPeer('pmu-tls', { certificate, key, messages: 2 });
    const { out } = await typed(client(port, version), 'CMD_short:0');
    expect(out).toContain('This is PMU data 0This is PMU data 1');
    expect((await saw(({ event }) => event === 'accept')).note).toMatch(/^TLSv1\.[23], TLS_/);
  },
);

withOpenssl('s_client gets the greeting of the pair, and the page', { timeout: TIMEOUT }, async () => {
  // s_client stays until the server closes.
  const pair = await ourPeer('tls', { certificate, key, idleTimeout: 0.3 });
  expect((await typed(client(pair.port), '')).out).toContain('Only you can read this.');
  const page = await ourPeer('page-tls', { certificate, key });
  const request = 'GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n';
  expect((await typed(client(page.port), request)).out).toContain('HTTP/1.1 200 OK');
});

withOpenssl('an s_client that does not trust us is reported', { timeout: TIMEOUT }, async () => {
  const other = await selfSigned({ name: 'localhost', algorithm: 'p256' });
  const { port, saw } = await ourPeer('tls', { ...other });
  const { code, out } = await typed(client(port), '');
  expect(code).not.toBe(0);
  expect(out).toContain('verify error');
  await saw(({ event }) => event === 'refuse' || event === 'close');
});

withOpenssl.each([
  ['-tls1_2', 'TLSv1.2'],
  ['-tls1_3', 'TLSv1.3'],
])('our client agrees with s_server %s', { timeout: TIMEOUT }, async (flag, version) => {
  const port = await freePort();
  const words = ['openssl', 's_server', '-accept', `127.0.0.1:${port}`, '-cert', certificate, '-key', key];
  const server = await startedServer([...words, '-quiet', flag], port);
  server.stdin!.write('typed at s_server\n');
  const output = await ourClient('tls', { port, ca: certificate }, { until: 'typed at s_server' });
  expect(output).toMatch(new RegExp(`^${version}\nTLS_\\w+\ntyped at s_server\n`));
});

withOpenssl("our page client reads s_server's own page", { timeout: TIMEOUT }, async () => {
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
