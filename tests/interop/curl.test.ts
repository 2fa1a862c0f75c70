/** curl on the page, over HTTP and over HTTPS. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { has, ourPeer, TIMEOUT, typed } from './software.test.helper.ts';

const folder = mkdtempSync(join(tmpdir(), 'wireside-curl-'));
afterAll(() => rmSync(folder, { recursive: true }));
const withCurl = test.skipIf(!has('curl'));

withCurl(
  'gets the page two times over one connection, its headers, and no other page',
  { timeout: TIMEOUT },
  async () => {
    const { port, events } = await ourPeer('page', { secret: 'pst' });
    const url = `http://127.0.0.1:${port}/`;
    const { out } = await typed(['curl', '--silent', url, url]);
    expect(out.match(/<b>pst<\/b>/g)).toHaveLength(2);
    expect(events.filter(({ event }) => event === 'accept')).toHaveLength(1);
    expect((await typed(['curl', '--silent', '--head', url])).out).toMatch(/^HTTP\/1\.1 200 OK/);
    expect((await typed(['curl', '--silent', '--data', 'x=1', url])).out).toContain('not POST');
    expect((await typed(['curl', '--silent', '--fail', `${url}other`])).code).toBe(22);
  },
);

withCurl(
  'gets the page over HTTPS with the certificate, and not without it',
  { timeout: TIMEOUT },
  async () => {
    const saveCertificate = join(folder, 'server.pem');
    const { port, saw } = await ourPeer('page-tls', { secret: 'pst', saveCertificate });
    const url = `https://localhost:${port}/`;
    expect((await typed(['curl', '--silent', '--cacert', saveCertificate, url])).out).toContain('<b>pst</b>');
    expect((await typed(['curl', '--silent', url])).code).toBe(60);
    const { note } = await saw(({ event }) => event === 'refuse');
    expect(note).toMatch(/does not trust our certificate \([A-Za-z0-9: ]+\)$/);
  },
);

withCurl('learns that the PMU over WebSocket is not a page', { timeout: TIMEOUT }, async () => {
  const { port } = await ourPeer('pmu-websocket');
  const { out } = await typed(['curl', '--silent', '--include', `http://127.0.0.1:${port}/`]);
  expect(out).toMatch(/^HTTP\/1\.1 426 /);
});
