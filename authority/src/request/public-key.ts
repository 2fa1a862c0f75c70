/** Checks the public key of a request: whether the authority signs keys of its kind, and whether it is a valid key. */
import { createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { AuthorityError } from '../authority-error.ts';
import { OIDS, oidName } from '../der/oids.ts';
import { children, expectTag, readBits, readOid, readUnsigned, single } from '../der/reader.ts';
import type { Element } from '../der/reader.ts';
import { TAG } from '../der/writer.ts';
import { requestNewKey } from './remedy.ts';

/** Bits of an RSA key: fewer can be factored, or soon will be; more only cost time, ours first. */
const RSA_BITS = { min: 2048, max: 8192 } as const;
/**
 * FIPS 186-5, 5.4: with smaller exponents, mistakes in other programs become attacks. More than 64 bits only cost time.
 */
const EXPONENT = { min: 65_537n, maxBits: 64 } as const;
/** An honest modulus has no prime factor below this. */
const SMALL_PRIMES_BELOW = 752;
/** The length of an uncompressed point on each curve, in bytes: 4, x, y. */
const POINT_LENGTH: Readonly<Record<string, number>> = { [OIDS.p256]: 65, [OIDS.p384]: 97 };

const KINDS = 'RSA with 2048 bits or more, P-256, P-384, Ed25519';

/**
 * The key of a SubjectPublicKeyInfo (RFC 5280, 4.1.2.7). `name` is for the commands in hints.
 *
 * @throws {AuthorityError} `CA_KEY_KIND`, `CA_KEY_WEAK`, `CA_KEY_TOO_LARGE`, `CA_KEY_INVALID`.
 * @throws {DerError} when it is not valid DER.
 */
export function readPublicKey(info: Element, name: string | undefined): KeyObject {
  const [algorithm, bits] = children(info);
  const [kind, parameters] = children(expectTag(algorithm, TAG.sequence));
  const key = readBits(bits);
  switch (readOid(kind)) {
    case OIDS.rsaEncryption:
      checkRsa(key, name);
      break;
    case OIDS.ecPublicKey:
      checkCurve(parameters, key, name);
      break;
    case OIDS.ed25519:
      break;
    default:
      throw refusal(
        'CA_KEY_KIND',
        'The authority does not sign keys of this kind.',
        oidName(readOid(kind)),
        KINDS,
        name,
      );
  }
  try {
    // Last: by now the key is known to be small and cheap to check. OpenSSL checks that the point is on the curve.
    return createPublicKey({ key: Buffer.from(info.whole), format: 'der', type: 'spki' });
  } catch {
    throw refusal(
      'CA_KEY_INVALID',
      'The public key is not valid.',
      'a value that no key can have',
      KINDS,
      name,
    );
  }
}

function checkRsa(key: Buffer, name: string | undefined): void {
  const [modulusElement, exponentElement] = children(single(key, TAG.sequence));
  const modulus = readUnsigned(modulusElement);
  const exponent = readUnsigned(exponentElement);
  const bits = bitLength(modulus);
  if (bits < RSA_BITS.min) {
    throw refusal(
      'CA_KEY_WEAK',
      'The RSA key is too short to be safe.',
      `${bits} bits`,
      `at least ${RSA_BITS.min} bits`,
      name,
    );
  }
  if (bits > RSA_BITS.max) {
    throw refusal(
      'CA_KEY_TOO_LARGE',
      'The RSA key is too long.',
      `${bits} bits`,
      `at most ${RSA_BITS.max} bits`,
      name,
    );
  }
  const exponentBits = bitLength(exponent);
  const e = exponentBits > EXPONENT.maxBits ? undefined : BigInt(`0x${exponent.toString('hex')}`);
  if (e === undefined || e < EXPONENT.min || e % 2n === 0n) {
    const observed = e === undefined ? `a number of ${exponentBits} bits` : String(e);
    throw refusal(
      'CA_KEY_WEAK',
      'The RSA key has a bad public exponent.',
      observed,
      'an odd number, 65537 or more',
      name,
    );
  }
  const n = BigInt(`0x${modulus.toString('hex')}`);
  const factor = smallPrimes().find((prime) => n % BigInt(prime) === 0n);
  if (factor !== undefined) {
    throw refusal(
      'CA_KEY_WEAK',
      'The modulus of the RSA key has a small factor.',
      `divisible by ${factor}`,
      'a product of two large primes',
      name,
    );
  }
}

function checkCurve(parameters: Element | undefined, point: Buffer, name: string | undefined): void {
  const isNamed = parameters?.tag === TAG.oid;
  const curve = isNamed ? readOid(parameters) : 'explicit';
  const length = POINT_LENGTH[curve];
  if (length === undefined) {
    const observed = isNamed ? oidName(curve) : 'a curve given by its parameters';
    throw refusal(
      'CA_KEY_KIND',
      'The authority does not sign keys on this curve.',
      observed,
      'P-256 or P-384, by name',
      name,
    );
  }
  if (point.length !== length || point[0] !== 4) {
    throw refusal(
      'CA_KEY_INVALID',
      'The public key is not a point on its curve, or a compressed one.',
      `${point.length} bytes`,
      `${length} bytes, the first of them 4`,
      name,
    );
  }
}

function bitLength(bytes: Buffer): number {
  return 8 * bytes.length - Math.clz32(bytes[0] ?? 0) + 24;
}

function smallPrimes(): number[] {
  const numbers = Array.from({ length: SMALL_PRIMES_BELOW - 2 }, (_, i) => i + 2);
  return numbers.filter((n) => numbers.every((d) => d * d > n || n % d !== 0));
}

function refusal(
  code: string,
  message: string,
  observed: string,
  expected: string,
  name: string | undefined,
): AuthorityError {
  const hint = `Make a new key, and a request for it:\n${requestNewKey(name)}`;
  return new AuthorityError({ code, message, observed, expected, hint });
}
