/** TLS explained, from third-party captures. */
import { expect, test } from 'vitest';
import { openCapture } from '../../open.ts';
import { captureBytes, hasCaptures } from '../../testing/captures.test.helper.ts';
import { explain } from '../explain.ts';
import { suiteParts } from '../tls-suite.ts';

/** The paragraphs about TLS of the first stream. */
function texts(name: string): string[] {
  const capture = openCapture(captureBytes(`zeek/testing~btest~Traces~tls~${name}.pcap`));
  const [section] = explain(capture, { stream: 0 }).sections;
  return section!.paragraphs
    .map(({ text }) => text)
    .filter((text) => /TLS|Hello|Certificate|crypt|alert/.test(text));
}

test('the parts of suites', () => {
  expect(suiteParts('TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256')).toEqual({
    agreement: 'ECDHE',
    signature: 'RSA',
    cipher: 'AES-128-GCM',
    isSealed: true,
    hash: 'SHA256',
  });
  expect(suiteParts('TLS_AES_256_GCM_SHA384')).toMatchObject({ cipher: 'AES-256-GCM', isSealed: true });
  expect(suiteParts('TLS_RSA_WITH_AES_256_CBC_SHA')).toMatchObject({
    agreement: 'RSA',
    isSealed: false,
    hash: 'SHA',
  });
});

test.skipIf(!hasCaptures)(
  'TLS 1.2 with a certificate, TLS 1.3 with a retry, RSA key exchange, an alert',
  () => {
    const [overview, client, server, certificate, keys, encrypted] = texts('ecdhe');
    expect(overview).toContain('in 6 packets (packets 4, 6, 9, 10, 13 and 16)');
    expect(client).toContain('offers TLS 1.2 and 1 cipher suite, TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA.');
    expect(server).toBe(
      'Packet 6, Server Hello: 74.125.239.97:443 chooses TLS 1.2 and TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA.',
    );
    expect(certificate).toContain('for CN=*.google.com, O=Google Inc, L=Mountain View, ST=California, C=US');
    expect(certificate).toContain(
      '2 more certificates of the chain follow. It is valid from 2014-04-09 to 2014-07-08.',
    );
    expect(keys).toContain('(ECDHE with RSA, on secp256r1) (packets 10 and 13)');
    expect(encrypted).toContain('Encrypted: what 192.168.18.50:56981 sends from packet 13 on');
    const retry = texts('hrr');
    expect(retry.slice(1, 5).map((text) => text.slice(0, 30))).toEqual([
      'Packet 4, Client Hello: 10.192',
      'Packet 6, Hello Retry Request:',
      'Packet 8, Client Hello: 10.192',
      'Packet 11, Server Hello: 64.23',
    ]);
    expect(retry).toContain("The server's certificate cannot be read here: TLS 1.3 encrypts it.");
    expect(texts('tls1.2-protocol-violation').join('\n')).toContain(
      'encrypts it with the RSA key of the certificate (packet 10)',
    );
    expect(texts('tls-1.2-handshake-failure').at(-1)).toContain('sends an alert (Fatal: Handshake Failure).');
  },
);
