import { createHash, X509Certificate } from 'node:crypto';
import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AuthorityError } from './authority-error.ts';
import { authorityPaths } from './folder/paths.ts';
import { initAuthority } from './folder/init.ts';
import { readRegister } from './folder/register.ts';
import { HAS_OPENSSL, OpensslFolder } from './openssl.test.helper.ts';
import { toPem } from './pem.ts';
import { signRequest } from './sign.ts';

const EC = ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'] as const;

/** The code of the error that a promise rejects with; fails on any error that is not the user's. */
async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return 'signed';
  } catch (error) {
    if (error instanceof AuthorityError) return error.code;
    throw error;
  }
}

describe.skipIf(!HAS_OPENSSL)('signRequest, on requests by openssl', () => {
  let folder: OpensslFolder;
  let ca: string;
  let good: Buffer;

  beforeAll(async () => {
    folder = new OpensslFolder();
    ca = join(folder.path, 'ca');
    await initAuthority(ca, { name: 'Test', days: 30 });
    good = folder.request(EC, '/CN=Juliet');
  });
  afterAll(() => folder.remove());

  it.each([
    ['rsa', ['rsa:2048']],
    ['ec', ['ec', '-pkeyopt', 'ec_paramgen_curve:secp384r1']],
    ['ec', ['ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1']],
    ['ed25519', ['ed25519']],
  ])('signs %s with %s', async (type, newkey) => {
    const request = folder.request(
      newkey, '/C=CH/O=Vérone/OU=a\\/b/CN=Zoë Capulet/emailAddress=z@example.org', '-addext', 'subjectAltName=DNS:localhost',
      '-addext', 'keyUsage=digitalSignature,keyEncipherment', '-addext', 'extendedKeyUsage=serverAuth', '-addext', 'basicConstraints=CA:FALSE',
    ); // prettier-ignore
    const { certificate, leftOut, serial } = await signRequest(ca, request, { for: 'Zoë Capulet', days: 9 });
    const read = new X509Certificate(certificate);
    const authority = new X509Certificate(readFileSync(join(ca, 'ca.crt')));
    expect(read.subject).toBe('C=CH\nO=Vérone\nOU=a/b\nCN=Zoë Capulet');
    expect(read.subjectAltName).toBe('DNS:localhost');
    expect(read.publicKey.asymmetricKeyType).toBe(type);
    expect([read.ca, read.checkIssued(authority), read.verify(authority.publicKey)]).toEqual([
      false,
      true,
      true,
    ]);
    expect(read.serialNumber).toBe(serial);
    expect(leftOut.join()).toContain('emailAddress');
  });

  it.each([
    [
      '/C=CH/O=Verona/emailAddress=juliet@example.org',
      'emailAddress=juliet@example.org',
      'juliet@example.org',
    ],
    ['/C=CH/O=Verona/OU=Capulet', 'OU=Capulet', 'Capulet'],
    ['/O=Verona', 'O=Verona', 'Verona'],
    ['/UID=capulet', 'UID=capulet', 'capulet'],
    ['/serialNumber=123456/O=Verona', 'serialNumber=123456', '123456'],
  ])('signs %s, which has no common name', async (subject, namedBy, name) => {
    const request = folder.request(EC, subject);
    const signed = await signRequest(ca, request);
    expect(signed.namedBy).toBe(namedBy);
    expect(new X509Certificate(signed.certificate).subject).toContain(namedBy);
    expect(await codeOf(signRequest(ca, folder.request(EC, subject), { for: name }))).toBe('signed');
    expect(await codeOf(signRequest(ca, request, { for: 'Romeo' }))).toBe('CA_NAME_OF_ANOTHER');
  });

  it.each([
    ['where Enter is pressed at every question', '/C=AU/ST=Some-State/O=Internet Widgits Pty Ltd'],
    ['of a place only', '/C=CH/L=Verona'],
    ['with two common names', '/CN=Juliet/CN=Romeo'],
  ])('refuses a name %s', async (_, subject) => {
    expect(await codeOf(signRequest(ca, folder.request(EC, subject)))).toBe('CA_NAME_MISSING');
  });

  it('signs without extensions, as older editions had it: version 1', async () => {
    const { certificate } = await signRequest(ca, good, { extensions: false });
    writeFileSync(join(folder.path, 'old.crt'), certificate);
    const text = folder.openssl('x509', '-in', 'old.crt', '-noout', '-text');
    expect(text).toMatch(/Version: 1 \(0x0\)/);
    expect(text).not.toContain('X509v3');
    expect(new X509Certificate(certificate).subjectAltName).toBeUndefined();
    expect(folder.openssl('verify', '-CAfile', join(ca, 'ca.crt'), 'old.crt')).toContain('OK');
  });

  it('reads names in T.61 and BMP, which old configurations write', async () => {
    for (const [mask, name] of [
      ['default', 'Zoë'],
      ['MASK:0x800', 'Zoë'],
    ] as const) {
      writeFileSync(
        join(folder.path, 'mask.cnf'),
        `[req]\ndistinguished_name=d\nprompt=no\nutf8=yes\nstring_mask=${mask}\n[d]\nCN=${name}\n`,
      );
      folder.openssl('genpkey', '-algorithm', 'ed25519', '-out', 'k');
      folder.openssl('req', '-new', '-key', 'k', '-out', 'masked', '-config', 'mask.cnf');
      expect(await codeOf(signRequest(ca, folder.read('masked'), { for: name }))).toBe('signed');
    }
  });

  it('never lets a certificate outlive the authority', async () => {
    const { certificate } = await signRequest(ca, good, { days: 3000 });
    const authority = new X509Certificate(readFileSync(join(ca, 'ca.crt')));
    expect(new X509Certificate(certificate).validTo).toBe(authority.validTo);
  });

  it.each([
    ['a challenge password, which it ignores,', ['-config', 'password.cnf'], 'signed'],
    ['the common name as a host', ['-addext', 'subjectAltName=DNS:Juliet,DNS:localhost'], 'signed'],
    ["another's alternative name", ['-addext', 'subjectAltName=DNS:romeo.example'], 'CA_ALTERNATIVE_NAME'],
    ['a wildcard', ['-addext', 'subjectAltName=DNS:*.example'], 'CA_ALTERNATIVE_NAME'],
    ['an address', ['-addext', 'subjectAltName=IP:127.0.0.1'], 'CA_ALTERNATIVE_NAME'],
    ['an e-mail address', ['-addext', 'subjectAltName=email:a@b.c'], 'CA_ALTERNATIVE_NAME'],
    ['CA:TRUE', ['-addext', 'basicConstraints=CA:TRUE'], 'CA_ASKS_TO_SIGN'],
    ['keyCertSign', ['-addext', 'keyUsage=keyCertSign'], 'CA_ASKS_TO_SIGN'],
    ['signing code', ['-addext', 'extendedKeyUsage=serverAuth,codeSigning'], 'CA_EXTENSION'],
    ['an unknown extension', ['-addext', '1.2.3.4=ASN1:NULL'], 'CA_EXTENSION'],
    ['SHA-1', ['-sha1'], 'CA_SIGNATURE_WEAK'],
    ['MD5', ['-md5'], 'CA_SIGNATURE_WEAK'],
  ])('checks %s', async (_, words, code) => {
    writeFileSync(
      join(folder.path, 'password.cnf'),
      '[req]\ndistinguished_name=d\nattributes=a\nprompt=no\n[d]\nCN=Juliet\n[a]\nchallengePassword=secret\n',
    );
    const newkey = words[0] === '-md5' ? ['rsa:2048'] : EC;
    expect(await codeOf(signRequest(ca, folder.request(newkey, '/CN=Juliet', ...words)))).toBe(code);
  });

  it.each([
    ['/CN=Romeo', 'CA_NAME_OF_ANOTHER'],
    ['/CN=juliet', 'CA_NAME_OF_ANOTHER'],
    ['/CN=*.example', 'CA_NAME_FORM'],
    ['/CN=Ju\u202eliet', 'CA_NAME_FORM'],
    ['/O=Verona', 'CA_NAME_OF_ANOTHER'],
    ['/L=Verona', 'CA_NAME_MISSING'],
    ['/CN=Juliet/CN=Romeo', 'CA_NAME_MISSING'],
  ])('refuses the name %s', async (subject, code) => {
    expect(await codeOf(signRequest(ca, folder.request(EC, subject), { for: 'Juliet' }))).toBe(code);
  });

  it.each([
    [['rsa:512'], 'CA_KEY_WEAK'],
    [['rsa:1024'], 'CA_KEY_WEAK'],
    [['rsa:2048', '-pkeyopt', 'rsa_keygen_pubexp:3'], 'CA_KEY_WEAK'],
    [['ec', '-pkeyopt', 'ec_paramgen_curve:P-521'], 'CA_KEY_KIND'],
    [['ec', '-pkeyopt', 'ec_paramgen_curve:secp256k1'], 'CA_KEY_KIND'],
    [[...EC, '-pkeyopt', 'ec_param_enc:explicit'], 'CA_KEY_KIND'],
    [['ed448'], 'CA_KEY_KIND'],
  ])('refuses the key %s', async (newkey, code) => {
    const request = folder.request(newkey, '/CN=Juliet');
    expect(await codeOf(signRequest(ca, request, { for: 'Juliet' }))).toBe(code);
  });

  it("refuses the authority's key, and a key that someone else has", async () => {
    folder.openssl('req', '-new', '-key', 'ca/ca.key', '-out', 'own', '-subj', '/CN=Juliet');
    expect(await codeOf(signRequest(ca, folder.read('own')))).toBe('CA_KEY_OF_ANOTHER');
    const hers = folder.request(EC, '/CN=Juliet');
    folder.openssl('req', '-new', '-key', 'k', '-out', 'his', '-subj', '/CN=Romeo');
    // At the same time: the lock lets one of them be first, and only that one is signed.
    const codes = await Promise.all([hers, folder.read('his')].map((file) => codeOf(signRequest(ca, file))));
    expect(codes.toSorted()).toEqual(['CA_KEY_OF_ANOTHER', 'signed']);
  });

  it('refuses a wrong signature', async () => {
    const der = folder.openssl('req', '-in', 'r', '-outform', 'PEM').split('\n').slice(1, -2).join('');
    const broken = Buffer.from(der, 'base64');
    broken[broken.length - 1] = broken.at(-1)! ^ 1;
    expect(await codeOf(signRequest(ca, Buffer.from(toPem('CERTIFICATE REQUEST', broken))))).toBe(
      'CA_SIGNATURE_WRONG',
    );
  });

  it('refuses files that are not a request', async () => {
    const cases: [Buffer | string, string][] = [
      ['', 'CA_REQUEST_EMPTY'],
      [' \n', 'CA_REQUEST_EMPTY'],
      ['hello', 'CA_REQUEST_NOT_PEM'],
      ['x'.repeat(65_537), 'CA_REQUEST_TOO_LARGE'],
      [`${good}${good}`, 'CA_REQUEST_SEVERAL'],
      [`${good}${folder.read('k')}`, 'CA_REQUEST_PRIVATE_KEY'],
      [folder.read('ca/ca.crt'), 'CA_REQUEST_OTHER'],
      [Buffer.from(String(good).split('\n').slice(1, -2).join(''), 'base64'), 'CA_REQUEST_NOT_PEM'],
      [String(good).replace(/-----END.*\n/, ''), 'CA_REQUEST_DAMAGED'],
      [toPem('CERTIFICATE REQUEST', Buffer.from('3080', 'hex')), 'CA_REQUEST_DAMAGED'],
    ];
    for (const [file, code] of cases) {
      expect(await codeOf(signRequest(ca, Buffer.from(file)))).toBe(code);
    }
    const last = readRegister(authorityPaths(ca).register).entries.at(-1);
    expect(last).toMatchObject({ event: 'refused', code: 'CA_REQUEST_DAMAGED', subject: null });
    const request = createHash('sha256')
      .update(Buffer.from(cases.at(-1)![0]))
      .digest('hex');
    expect(last).toMatchObject({ request });
  });

  it('accepts text before the block, and Windows line endings', async () => {
    const text = `Certificate Request:\n    Data:\n${good}`.replaceAll('\n', '\r\n');
    expect(await codeOf(signRequest(ca, Buffer.from(text)))).toBe('signed');
  });

  it('signs twenty at the same time: twenty lines, twenty serials, no lock left', async () => {
    const twenty = join(folder.path, 'twenty');
    await initAuthority(twenty, {});
    const signed = await Promise.all(Array.from({ length: 20 }, () => signRequest(twenty, good)));
    expect(new Set(signed.map(({ serial }) => serial)).size).toBe(20);
    const { entries, unreadable } = readRegister(authorityPaths(twenty).register);
    expect([entries.length, unreadable]).toEqual([20, []]);
    expect(readdirSync(twenty).toSorted()).toEqual(['ca.crt', 'ca.key', 'register.ndjson']);
  });

  it('continues after the holder of the lock was killed, and after a line that was cut off', async () => {
    const killed = join(folder.path, 'killed');
    await initAuthority(killed, {});
    const { lock, register } = authorityPaths(killed);
    writeFileSync(lock, 'of nobody');
    writeFileSync(register, '{"event":"sig');
    expect(await codeOf(signRequest(killed, good))).toBe('signed');
    expect(readRegister(register)).toMatchObject({ entries: [{ event: 'signed' }], unreadable: [1] });
  });

  it('protects its key', async () => {
    const { key } = authorityPaths(ca);
    expect(statSync(key).mode & 0o777).toBe(0o600);
    expect(await codeOf(initAuthority(ca))).toBe('CA_EXISTS');
    chmodSync(key, 0o640);
    expect(await codeOf(signRequest(ca, good))).toBe('CA_KEY_EXPOSED');
    chmodSync(key, 0o600);
  });
});
