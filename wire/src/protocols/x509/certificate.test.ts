/** Certificates made with openssl, read whole, cut short and mutated. */
import { execFileSync, spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { hexBytes } from '../../testing/hex-bytes.test.helper.ts';
import { readCertificate } from './certificate.ts';
import { AUTHORITY, SERVER } from './certificates.test.helper.ts';
import { derAt, integer, oidText } from './der.ts';
import { timeOf } from './text.ts';

test('an authority and a server', () => {
  expect(readCertificate(AUTHORITY)).toMatchObject({
    version: 3,
    serialNumber: '0102030405',
    subjectText: 'id-at-commonName=Wireside Test CA,id-at-organizationName=Wireside,id-at-countryName=CH',
    signatureAlgorithm: 'ecdsa-with-SHA256',
    publicKey: { algorithm: 'id-ecPublicKey', curve: 'secp256r1', bits: undefined },
    isCa: true,
    isSelfSigned: true,
    notBefore: Date.UTC(2026, 10, 20, 23, 33, 6) / 1000,
    notAfter: Date.UTC(2056, 10, 12, 23, 33, 6) / 1000,
  });
  expect(readCertificate(SERVER)).toMatchObject({
    serialNumber: '00fedcba98',
    issuerText: 'id-at-commonName=Wireside Test CA,id-at-organizationName=Wireside,id-at-countryName=CH',
    publicKey: { algorithm: 'rsaEncryption', bits: 1024, curve: undefined },
    dnsNames: ['pmu.lab', '*.pmu.lab'],
    ipAddresses: [hexBytes('0a000002'), hexBytes('fd000000000000000000000000000002')],
    isCa: false,
    isSelfSigned: false,
  });
});

test.skipIf(spawnSync('openssl', ['version']).status !== 0)('openssl agrees', () => {
  const said = execFileSync(
    'openssl',
    ['x509', '-inform', 'der', '-noout', '-serial', '-subject', '-dates'],
    {
      input: SERVER,
    },
  ).toString();
  const own = readCertificate(SERVER)!;
  expect(BigInt(`0x${own.serialNumber}`)).toBe(BigInt(`0x${/serial=(\w+)/.exec(said)![1]}`));
  expect(Date.parse(/notAfter=(.*)/.exec(said)![1]!) / 1000).toBe(own.notAfter);
});

test('cut short anywhere, or with any byte changed, it is read without an error', () => {
  for (let end = 0; end < SERVER.length; end++) {
    expect(readCertificate(SERVER.subarray(0, end))).toBeUndefined();
    for (const value of [0x00, 0x80, 0xff]) {
      const changed = SERVER.slice();
      changed[end] = value;
      readCertificate(changed);
    }
  }
});

const number = (digits: string): number | undefined => integer(derAt(hexBytes(digits), 0)!);
const oid = (digits: string): string => oidText(derAt(hexBytes(digits), 0)!);
const time = (digits: string): number | undefined => timeOf(derAt(hexBytes(digits), 0)!)?.seconds;

test('DER: lengths that are too long or indefinite, and tags of several bytes, are refused', () => {
  for (const digits of ['30', '3001', '3080', '308400ffffff00', '3085000000000100', '1f0100', '']) {
    expect(derAt(hexBytes(digits), 0)).toBeUndefined();
  }
  expect(derAt(hexBytes('020200ff'), 0)).toMatchObject({ tag: 2, from: 2, end: 4 });
  expect([number('020100'), number('0201ff'), number('020200ff'), number('0200')]).toEqual([
    0,
    -1,
    255,
    undefined,
  ]);
  expect(oid('06092a864886f70d01010b')).toBe('1.2.840.113549.1.1.11');
  expect(oid('0603883703')).toBe('2.999.3');
});

test('times with two and four digits of year', () => {
  // 491231235959Z is 2049; 500101000000Z is 1950 (RFC 5280 section 4.1.2.5.1).
  expect(time('170d3439313233313233353935395a')).toBe(Date.UTC(2049, 11, 31, 23, 59, 59) / 1000);
  expect(time('170d3530303130313030303030305a')).toBe(Date.UTC(1950, 0, 1) / 1000);
  expect(time('180f32303530303130313030303030305a')).toBe(Date.UTC(2050, 0, 1) / 1000);
  expect(time('1700')).toBeUndefined();
});
