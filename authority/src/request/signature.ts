/** Verifies that the sender of a request has the private key: the request is signed with it (RFC 2986, 3). */
import { verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { AuthorityError } from '../authority-error.ts';
import { OIDS, oidName } from '../der/oids.ts';
import { children, readOid } from '../der/reader.ts';
import { TAG } from '../der/writer.ts';
import { requestAgain } from './remedy.ts';
import type { SigningRequest } from './request.ts';

/** The accepted signatures, each with its kind of key and its hash. Others can be forged, or are not used in practice. */
const SIGNATURES: Readonly<Record<string, { readonly key: string; readonly hash?: string }>> = {
  [OIDS.sha256WithRsa]: { key: 'rsa', hash: 'sha256' },
  [OIDS.sha384WithRsa]: { key: 'rsa', hash: 'sha384' },
  [OIDS.sha512WithRsa]: { key: 'rsa', hash: 'sha512' },
  [OIDS.ecdsaWithSha256]: { key: 'ec', hash: 'sha256' },
  [OIDS.ecdsaWithSha384]: { key: 'ec', hash: 'sha384' },
  [OIDS.ecdsaWithSha512]: { key: 'ec', hash: 'sha512' },
  [OIDS.ed25519]: { key: 'ed25519' },
};

/**
 * Checks the signature of a request. `name` is for the commands in hints.
 *
 * @throws {AuthorityError} `CA_SIGNATURE_WEAK`, `CA_SIGNATURE_WRONG`.
 * @throws {DerError} when it is not valid DER.
 */
export function checkSignature(request: SigningRequest, key: KeyObject, name: string | undefined): void {
  const [kind, parameters] = children(request.signatureAlgorithm);
  const algorithm = readOid(kind);
  const expected = SIGNATURES[algorithm];
  if (expected === undefined) {
    throw new AuthorityError({
      code: 'CA_SIGNATURE_WEAK',
      message: 'The signature algorithm of the request is broken, or hardly any program supports it.',
      observed: oidName(algorithm),
      expected: 'SHA-256, SHA-384 or SHA-512 with RSA (PKCS #1 1.5) or ECDSA; or Ed25519',
      hint: `Sign it with SHA-256:\n${requestAgain(name)} -sha256`,
    });
  }
  const isValid =
    expected.key === key.asymmetricKeyType &&
    (parameters === undefined || parameters.tag === TAG.nothing) &&
    verify(expected.hash, request.signed, key, request.signature);
  if (isValid) return;
  throw new AuthorityError({
    code: 'CA_SIGNATURE_WRONG',
    message:
      'The signature of the request does not match its key: the request was changed, or signed with another key.',
    observed: oidName(algorithm),
    expected: 'a signature by the private key of the public key in the request',
    hint: `Do not edit a request. Make it again with your own key:\n${requestAgain(name)}`,
  });
}
