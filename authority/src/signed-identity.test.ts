import { createPrivateKey, X509Certificate } from 'node:crypto';
import { expect, it } from 'vitest';
import { signedIdentity } from './signed-identity.ts';

it.each([
  [true, 'DNS:localhost'],
  [false, undefined],
])('the authority has signed the certificate, with extensions: %s', async (hasExtensions, names) => {
  const made = await signedIdentity('Ada Student', hasExtensions);
  const [leaf, authority] = [new X509Certificate(made.certificate), new X509Certificate(made.authority)];
  expect([leaf.subject, leaf.subjectAltName, leaf.ca]).toEqual(['CN=Ada Student', names, false]);
  expect(leaf.checkPrivateKey(createPrivateKey(made.key))).toBe(true);
  expect([leaf.verify(authority.publicKey), leaf.checkIssued(authority), authority.ca]).toEqual([
    true,
    true,
    true,
  ]);
});

it('another authority of the same name has signed another certificate for the key', async () => {
  const made = await signedIdentity('Ada Student');
  const [foreign, authority] = [new X509Certificate(made.foreign), new X509Certificate(made.authority)];
  expect([foreign.issuer, foreign.verify(authority.publicKey)]).toEqual([authority.subject, false]);
  expect(foreign.checkPrivateKey(createPrivateKey(made.key))).toBe(true);
});

it('the authority has signed a certificate that has expired, for the same key', async () => {
  const made = await signedIdentity('Ada Student');
  const [expired, authority] = [new X509Certificate(made.expired), new X509Certificate(made.authority)];
  expect([expired.verify(authority.publicKey), expired.checkIssued(authority)]).toEqual([true, true]);
  expect(expired.checkPrivateKey(createPrivateKey(made.key))).toBe(true);
  expect(Date.parse(expired.validFrom)).toBeLessThan(Date.parse(expired.validTo));
  expect(Date.parse(expired.validTo)).toBeLessThan(Date.now());
  expect(Date.parse(new X509Certificate(made.certificate).validTo)).toBeGreaterThan(Date.now());
});
