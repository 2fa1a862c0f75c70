/** The kinds of keys that the authority makes and signs, and the signature that belongs to each. */
import { generateKeyPair, type KeyObject, sign } from 'node:crypto';
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

/** A kind of key by its name on the command line: how to make one, and the words by which openssl makes the same. */
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

/** All of them. */
export const ALGORITHMS = Object.keys(KINDS) as readonly Algorithm[];

/** Reads the name of a kind. Throws `CA_OPTION`. */
export function readAlgorithm(name: string): Algorithm {
  const found = ALGORITHMS.find((algorithm) => algorithm === name);
  if (found !== undefined) return found;
  throw new AuthorityError({
    code: 'CA_OPTION',
    message: 'There is no such kind of key.',
    observed: name,
    expected: ALGORITHMS.join(', '),
    hint: `Write --algorithm ${ALGORITHMS[0]}, or another of these.`,
  });
}

/** Makes a key pair of a kind. */
export function makeKeys(algorithm: Algorithm): Promise<KeyPair> {
  return KINDS[algorithm].make();
}

/** What follows `openssl req -newkey` for such a key. */
export function opensslNewKey(algorithm: Algorithm): string {
  return KINDS[algorithm].openssl;
}

/**
 * How a key signs: the AlgorithmIdentifier that says so, and the hash; null for Ed25519, which hashes by itself.
 * RSA with the padding of PKCS #1 1.5, which every program can verify (RFC 4055); on a curve, the hash of its size (RFC 5758).
 */
export function signatureOf(key: KeyObject): { readonly identifier: Buffer; readonly hash: string | null } {
  switch (key.asymmetricKeyType) {
    case 'rsa':
      // RFC 4055, 5: the parameters are NULL, and not left out.
      return { identifier: sequence(oid(OIDS.sha256WithRsa), element(TAG.nothing)), hash: 'sha256' };
    case 'ec':
      return key.asymmetricKeyDetails?.namedCurve === 'secp384r1'
        ? { identifier: sequence(oid(OIDS.ecdsaWithSha384)), hash: 'sha384' }
        : { identifier: sequence(oid(OIDS.ecdsaWithSha256)), hash: 'sha256' };
    case 'ed25519':
      return { identifier: sequence(oid(OIDS.ed25519)), hash: null };
    default:
      throw new TypeError(`an authority does not sign with a key of the kind ${key.asymmetricKeyType}`);
  }
}

/** Signs bytes with a private key, as {@link signatureOf} says. */
export function signBytes(bytes: Uint8Array, key: KeyObject): Buffer {
  return sign(signatureOf(key).hash, bytes, key);
}
