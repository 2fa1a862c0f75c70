/** The kinds of keys that the authority makes and signs, and how each of them signs. */
import { generateKeyPair, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { AuthorityError } from './authority-error.ts';
import { OIDS } from './der/oids.ts';
import { element, oid, sequence, TAG } from './der/writer.ts';

const generate = promisify(generateKeyPair);

/** A public key and its private half. */
export interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

/** The kinds of keys by their names on the command line: how to make one, and the arguments with which openssl does. */
const KINDS = {
  rsa2048: { make: () => generate('rsa', { modulusLength: 2048 }), openssl: 'rsa:2048' },
  rsa3072: { make: () => generate('rsa', { modulusLength: 3072 }), openssl: 'rsa:3072' },
  rsa4096: { make: () => generate('rsa', { modulusLength: 4096 }), openssl: 'rsa:4096' },
  p256: {
    make: () => generate('ec', { namedCurve: 'P-256' }),
    openssl: 'ec -pkeyopt ec_paramgen_curve:P-256',
  },
  p384: {
    make: () => generate('ec', { namedCurve: 'P-384' }),
    openssl: 'ec -pkeyopt ec_paramgen_curve:P-384',
  },
  ed25519: { make: () => generate('ed25519'), openssl: 'ed25519' },
} as const satisfies Readonly<Record<string, { make: () => Promise<KeyPair>; openssl: string }>>;

/** The name of a kind of key. */
export type Algorithm = keyof typeof KINDS;

/** The names of all kinds. */
export const ALGORITHMS = Object.keys(KINDS) as readonly Algorithm[];

/**
 * Reads the name of a kind.
 *
 * @throws {AuthorityError} `CA_OPTION` when it does not exist.
 */
export function readAlgorithm(name: string): Algorithm {
  const found = ALGORITHMS.find((algorithm) => algorithm === name);
  if (found !== undefined) return found;
  throw new AuthorityError({
    code: 'CA_OPTION',
    message: 'This kind of key does not exist.',
    observed: name,
    expected: ALGORITHMS.join(', '),
    hint: `Write --algorithm ${ALGORITHMS[0]}, or one of the others.`,
  });
}

/** Makes a key pair of a kind. */
export function makeKeys(algorithm: Algorithm): Promise<KeyPair> {
  return KINDS[algorithm].make();
}

/** The arguments after `openssl req -newkey` for such a key. */
export function opensslNewKey(algorithm: Algorithm): string {
  return KINDS[algorithm].openssl;
}

/** How a key signs. */
interface Signature {
  /** The AlgorithmIdentifier, as DER. */
  readonly identifier: Buffer;
  /** The hash function; absent for Ed25519, which has its own. */
  readonly hash?: string;
}

/**
 * How a key signs. RSA uses the padding of PKCS #1 1.5, which every program can verify (RFC 4055); a curve uses the hash of
 * its size (RFC 5758).
 */
export function signatureOf(key: KeyObject): Signature {
  switch (key.asymmetricKeyType) {
    case 'rsa':
      // RFC 4055, 5: the parameters are NULL; they must not be left out.
      return { identifier: sequence(oid(OIDS.sha256WithRsa), element(TAG.nothing)), hash: 'sha256' };
    case 'ec':
      return key.asymmetricKeyDetails?.namedCurve === 'secp384r1'
        ? { identifier: sequence(oid(OIDS.ecdsaWithSha384)), hash: 'sha384' }
        : { identifier: sequence(oid(OIDS.ecdsaWithSha256)), hash: 'sha256' };
    case 'ed25519':
      return { identifier: sequence(oid(OIDS.ed25519)) };
    default:
      throw new TypeError(`cannot sign with a key of the kind ${key.asymmetricKeyType}`);
  }
}

/** Signs bytes with a private key as {@link signatureOf} says. */
export function signBytes(bytes: Uint8Array, key: KeyObject): Buffer {
  return sign(signatureOf(key).hash, bytes, key);
}
