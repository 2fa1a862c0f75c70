/** Our client with certificates of openssl that are out of date: the error says whose. Version 1 certificates, and names. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { initAuthority, signRequest } from '@wireside/authority';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort, has, ourClient, ourPeer, startedServer, TIMEOUT, typed } from './software.test.helper.ts';

const folder = mkdtempSync(join(tmpdir(), 'wireside-dates-'));
const file = (name: string): string => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs openssl with a line of words without spaces. */
const openssl = (line: string): void =>
  void execFileSync('openssl', line.split(' '), { cwd: folder, stdio: 'ignore' });

const newRequest = (name: string, subject: string): void =>
  openssl(
    'req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes ' +
      `-keyout ${name}.key -out ${name}.csr -subj ${subject}`,
  );

/** Makes a certificate with these dates. Only `openssl ca` can set both. */
function certificate(name: string, issuer: string, [from, to]: readonly [string, string]): void {
  newRequest(name, `/CN=${name}`);
  writeFileSync(
    file('ca.cnf'),
    '[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\nserial=serial\nnew_certs_dir=.\ndefault_md=sha256\npolicy=p\nunique_subject=no\n[p]\ncommonName=supplied\n',
  );
  writeFileSync(file('index.txt'), '');
  writeFileSync(file('serial'), '01\n');
  const by =
    issuer === name ? `-selfsign -keyfile ${name}.key` : `-keyfile ${issuer}.key -cert ${issuer}.crt`;
  openssl(
    `ca -batch -config ca.cnf ${by} -in ${name}.csr -out ${name}.crt -notext -startdate ${from} -enddate ${to}`,
  );
}

const PAST = ['20200101000000Z', '20200201000000Z'] as const;
const FUTURE = ['20990101000000Z', '20990201000000Z'] as const;
const NOW = ['20200101000000Z', '20990101000000Z'] as const;

describe.skipIf(!has('openssl'))('dates', () => {
  test.each([
    ['the authority has expired', PAST, NOW, /^pdc-tls: the certificate to trust has expired: CN=authority, from .* 2020 .* to .* 2020/],
    ['the authority is not valid yet', FUTURE, NOW, /^pdc-tls: the certificate to trust is not valid yet: CN=authority, .* 2099/],
    ['the server has expired', NOW, PAST, /^pdc-tls: the server's certificate, or one that it sent with it, has expired\.$/],
    ['the server is not valid yet', NOW, FUTURE, /^pdc-tls: the server's certificate, or one that it sent with it, is not valid yet\.$/],
  ] as const)('%s', { timeout: TIMEOUT }, async (_, authority, server, message) => {
    certificate('authority', 'authority', authority);
    certificate('server', 'authority', server);
    const port = await freePort();
    const words = ['-accept', String(port), '-cert', file('server.crt'), '-key', file('server.key')];
    await startedServer(['openssl', 's_server', '-quiet', ...words], port);
    const run = ourClient('pdc-tls', { server: '127.0.0.1', port, ca: file('authority.crt') });
    await expect(run).rejects.toMatchObject({ code: 'PEER_CLIENT_TLS', message: expect.stringMatching(message) });
  }); // prettier-ignore
});

describe.skipIf(!has('openssl') || !has('python3'))('a certificate of version 1', () => {
  beforeAll(async () => {
    await initAuthority(file('ca'), { days: 30 });
    newRequest('person', '/CN=juliet.capulet');
  });

  test('is accepted by a client that checks the name of the person', { timeout: TIMEOUT }, async () => {
    const request = readFileSync(file('person.csr'));
    const client = `
import socket, ssl, sys
context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
context.load_verify_locations(sys.argv[1])
with context.wrap_socket(socket.create_connection(('127.0.0.1', int(sys.argv[2]))), server_hostname='juliet.capulet') as t:
    t.sendall(b'CMD_short:0')
    print(t.recv(1000))`;
    const ask = async (
      extensions: boolean,
    ): Promise<{ readonly code: number | null; readonly out: string }> => {
      const { certificate: pem } = await signRequest(file('ca'), request, { extensions });
      writeFileSync(file('person.crt'), pem);
      const peer = await ourPeer('pmu-tls', { certificate: file('person.crt'), key: file('person.key') });
      return typed(['python3', '-c', client, file('ca/ca.crt'), String(peer.port)]);
    };
    const old = await ask(false);
    expect(old.out).toContain('This is PMU data 0');
    expect(old.code).toBe(0);
    // One with extensions is for localhost, and then no client looks at the common name.
    expect((await ask(true)).out).toContain('CERTIFICATE_VERIFY_FAILED');
    expect(spawnSync('openssl', ['x509', '-in', file('person.crt'), '-noout']).status).toBe(0);
  });
});
