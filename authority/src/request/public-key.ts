/** Judges the public key of a request: which kinds the authority signs, and which values of them are no keys. */
import { createPublicKey, type KeyObject } from 'node:crypto';
import { AuthorityError } from '../authority-error.ts';
import { OIDS, oidName } from '../der/oids.ts';
import { children, type Element, expectTag, readBits, readOid, readUnsigned, single } from '../der/reader.ts';
import { TAG } from '../der/writer.ts';
import { requestNewKey } from './remedy.ts';

/** Bits of an RSA key: fewer can be factored, or soon will be; more only cost time, ours first. */
const RSA_BITS = { least: 2048, most: 8192 } as const;
/** FIPS 186-5, 5.4: with smaller exponents, mistakes of others become attacks. Larger ones than 64 bits only cost time. */
const EXPONENT = { least: 65_537n, mostBits: 64 } as const;
/** A product of all primes below this shares no factor with an honest modulus. */
const SMALL_PRIMES_BELOW = 752;
/** What openssl accepts as coordinates on these curves: 4, x, y. */
const POINT_LENGTH: Readonly<Record<string, number>> = { [OIDS.p256]: 65, [OIDS.p384]: 97 };

const KINDS = 'RSA with 2048 bits or more, P-256, P-384, Ed25519';

/**
 * The key of a SubjectPublicKeyInfo (RFC 5280, 4.1.2.7). `name` is for the commands in hints.
 * Throws `CA_KEY_KIND`, `CA_KEY_WEAK`, `CA_KEY_TOO_LARGE`, `CA_KEY_INVALID`, and DerError.
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
    // Last: by now it is small and of a kind that is cheap to check. OpenSSL looks whether the point is on the curve.
    return createPublicKey({ key: Buffer.from(info.whole), format: 'der', type: 'spki' });
  } catch {
    throw refusal('CA_KEY_INVALID', 'The public key is no key.', 'a value that no key can have', KINDS, name);
  }
}

function checkRsa(key: Buffer, name: string | undefined): void {
  const [modulusElement, exponentElement] = children(single(key, TAG.sequence));
  const modulus = readUnsigned(modulusElement);
  const exponent = readUnsigned(exponentElement);
  const bits = bitLength(modulus);
  if (bits < RSA_BITS.least) {
    throw refusal(
      'CA_KEY_WEAK',
      'The RSA key is too short to protect anything.',
      `${bits} bits`,
      `at least ${RSA_BITS.least} bits`,
      name,
    );
  }
  if (bits > RSA_BITS.most) {
    throw refusal(
      'CA_KEY_TOO_LARGE',
      'The RSA key is longer than is of use.',
      `${bits} bits`,
      `at most ${RSA_BITS.most} bits`,
      name,
    );
  }
  const exponentBits = bitLength(exponent);
  const e = exponentBits > EXPONENT.mostBits ? null : BigInt(`0x${exponent.toString('hex')}`);
  if (e === null || e < EXPONENT.least || e % 2n === 0n) {
    const observed = e === null ? `a number of ${exponentBits} bits` : String(e);
    throw refusal(
      'CA_KEY_WEAK',
      'The RSA key has a bad public exponent.',
      observed,
      'an odd number from 65537 up',
      name,
    );
  }
  const n = BigInt(`0x${modulus.toString('hex')}`);
  const factor = smallPrimes().find((prime) => n % BigInt(prime) === 0n);
  if (factor !== undefined) {
    throw refusal(
      'CA_KEY_WEAK',
      'The modulus of the RSA key can be divided.',
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
    const observed = isNamed ? oidName(curve) : 'a curve that is not named but written out';
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
      'The public key is no point of its curve, or a compressed one.',
      `${point.length} bytes`,
      `${length} bytes, of which the first is 4`,
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
