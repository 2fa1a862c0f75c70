import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AuthorityError } from '../authority-error.ts';
import { nameOf } from '../certificate/name.ts';
import { OIDS } from '../der/oids.ts';
import { bitString, element, integer, oid, sequence, TAG } from '../der/writer.ts';
import { generateKeyPairSync, sign } from 'node:crypto';
import { toPem } from '../pem.ts';
import { checkRequest } from './check.ts';
import { MAX_REQUEST } from './file.ts';

const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** A request with any subject and extensions. */
function request(subject: Buffer, ...extensions: Buffer[]): Buffer {
  const asked = sequence(oid(OIDS.extensionRequest), element(TAG.set, sequence(...extensions)));
  const info = sequence(
    integer(Buffer.of(0)),
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
    element(0xa0, ...(extensions.length > 0 ? [asked] : [])),
  );
  return sequence(info, sequence(oid(OIDS.ecdsaWithSha256)), bitString(sign('sha256', info, privateKey)));
}

function codeOf(der: Buffer): string {
  try {
    checkRequest(Buffer.from(toPem('CERTIFICATE REQUEST', der)), undefined);
    return 'fine';
  } catch (error) {
    if (error instanceof AuthorityError) return error.code;
    throw error;
  }
}

const juliet = nameOf([{ oid: OIDS.commonName, text: 'Juliet' }]);
const names = (count: number): Buffer => {
  const one = element(0x82, Buffer.from('a.example'));
  const list = sequence(Buffer.concat(Array<Buffer>(count).fill(one)));
  return sequence(oid(OIDS.subjectAltName), element(TAG.octetString, list));
};

describe('checkRequest', () => {
  it('accepts a request', () => expect(codeOf(request(juliet))).toBe('fine'));

  it.each([
    ['a subject of 40,000 bytes', () => request(nameOf([{ oid: OIDS.commonName, text: 'x'.repeat(40_000) }])), 'CA_NAME_TOO_LONG'],
    ['a common name of 65 characters', () => request(nameOf([{ oid: OIDS.commonName, text: 'x'.repeat(65) }])), 'CA_NAME_TOO_LONG'],
    ['4,000 alternative names', () => request(juliet, names(4000)), 'CA_ALTERNATIVE_NAME'],
    ['100,000 alternative names', () => request(juliet, names(100_000)), 'CA_REQUEST_TOO_LARGE'],
    ['20,000 levels', () => Buffer.from('3080'.repeat(20_000), 'hex'), 'CA_REQUEST_DAMAGED'],
    ['levels of definite length', () => Array.from({ length: 8000 }).reduce<Buffer>((inner) => element(0x30, inner), Buffer.alloc(0)), 'CA_REQUEST_DAMAGED'],
    ['a length of 4 GB', () => Buffer.from('3084ffffffff30', 'hex'), 'CA_REQUEST_DAMAGED'],
    ['a length of 127 bytes', () => Buffer.from('30ff0000', 'hex'), 'CA_REQUEST_DAMAGED'],
    ['bytes after its end', () => Buffer.concat([request(juliet), Buffer.of(0)]), 'CA_REQUEST_DAMAGED'],
  ] as const)('refuses %s', (_, make, code) => expect(codeOf(make())).toBe(code)); // prettier-ignore

  it('reports every mutant as a user error', () => {
    const original = request(juliet, names(2));
    const change = fc.tuple(fc.nat(original.length - 1), fc.nat(255), fc.nat(3));
    const mutants = fc.array(change, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(mutants, (changes) => {
        const mutant = changes.reduce((bytes, [at, byte, how]) => {
          if (how === 0) return bytes.subarray(0, at);
          if (how === 1) return Buffer.concat([bytes.subarray(0, at), Buffer.of(byte), bytes.subarray(at)]);
          const copy = Buffer.from(bytes);
          if (at < copy.length) copy[at] = byte;
          return copy;
        }, original);
        expect(codeOf(mutant)).toMatch(/^CA_/);
      }),
      { numRuns: 3000, seed: 56 },
    );
  });

  it('reports every text as a user error', () => {
    const texts = fc.oneof(
      fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
      fc.array(fc.constantFrom('-----BEGIN ', 'CERTIFICATE REQUEST', '-----', '\n', 'MIIB', '=', '-----END ', ' ')).map((words) => Buffer.from(words.join(''))),
    ); // prettier-ignore
    fc.assert(
      fc.property(texts, (file) => {
        expect(() => checkRequest(file, 'Juliet')).toThrow(AuthorityError);
      }),
      { numRuns: 1000, seed: 57 },
    );
  });

  it('reads no more than 64 KB', () => {
    expect(() => checkRequest(Buffer.alloc(MAX_REQUEST + 1, '-----BEGIN '), undefined)).toThrow(/too large/);
    expect(() => checkRequest(Buffer.alloc(MAX_REQUEST, '-----BEGIN A-----\n'), undefined)).toThrow(
      /several/,
    );
  });
});
