import { X509Certificate } from 'node:crypto';
import { expect, it } from 'vitest';
import { AuthorityError } from './authority-error.ts';
import { selfSigned } from './self-signed.ts';

it.each([
  ['localhost', 'DNS:localhost'],
  ['127.0.0.1', 'IP Address:127.0.0.1'],
  ['::1', 'IP Address:0:0:0:0:0:0:0:1'],
  ['2001:db8::ff:192.0.2.1', 'IP Address:2001:DB8:0:0:0:FF:C000:201'],
])('selfSigned is for %s', async (name, names) => {
  const { certificate } = await selfSigned({ name, algorithm: 'p256' });
  const read = new X509Certificate(certificate);
  expect([read.subjectAltName, read.subject, read.ca]).toEqual([names, `CN=${name}`, false]);
  expect(read.verify(read.publicKey)).toBe(true);
});

it.each(['', '-x', "a'b", 'a b', '*.example', 'fe80::1%lo', 'x'.repeat(65)])('refuses %j', async (name) => {
  await expect(selfSigned({ name })).rejects.toThrow(AuthorityError);
});
