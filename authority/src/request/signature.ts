/** Verifies that whoever made a request has the private key: the request is signed with it (RFC 2986, 3). */
import { type KeyObject, verify } from 'node:crypto';
import { AuthorityError } from '../authority-error.ts';
import { OIDS, oidName } from '../der/oids.ts';
import { children, readOid } from '../der/reader.ts';
import { TAG } from '../der/writer.ts';
import { requestAgain } from './remedy.ts';
import type { SigningRequest } from './request.ts';

/** Signatures that count, with the kind of key they are made with and the hash; the others can be forged, or nobody uses them. */
const SIGNATURES: Readonly<Record<string, { readonly key: string; readonly hash: string | null }>> = {
  [OIDS.sha256WithRsa]: { key: 'rsa', hash: 'sha256' },
  [OIDS.sha384WithRsa]: { key: 'rsa', hash: 'sha384' },
  [OIDS.sha512WithRsa]: { key: 'rsa', hash: 'sha512' },
  [OIDS.ecdsaWithSha256]: { key: 'ec', hash: 'sha256' },
  [OIDS.ecdsaWithSha384]: { key: 'ec', hash: 'sha384' },
  [OIDS.ecdsaWithSha512]: { key: 'ec', hash: 'sha512' },
  [OIDS.ed25519]: { key: 'ed25519', hash: null },
};

/** Throws `CA_SIGNATURE_WEAK`, `CA_SIGNATURE_WRONG`, and DerError. `name` is for the commands in hints. */
export function checkSignature(request: SigningRequest, key: KeyObject, name: string | undefined): void {
  const [kind, parameters] = children(request.signatureAlgorithm);
  const algorithm = readOid(kind);
  const expected = SIGNATURES[algorithm];
  if (expected === undefined) {
    throw new AuthorityError({
      code: 'CA_SIGNATURE_WEAK',
      message: 'The request is signed in a way that is broken or that hardly anybody knows.',
      observed: oidName(algorithm),
      expected: 'SHA-256, SHA-384 or SHA-512 with RSA (PKCS #1 1.5) or ECDSA; or Ed25519',
      hint: `Sign it with SHA-256:\n${requestAgain(name)} -sha256`,
    });
  }
  const isSound =
    expected.key === key.asymmetricKeyType &&
    (parameters === undefined || parameters.tag === TAG.nothing) &&
    verify(expected.hash, request.signed, key, request.signature);
  if (isSound) return;
  throw new AuthorityError({
    code: 'CA_SIGNATURE_WRONG',
    message:
      'The signature of the request does not belong to its key: it was changed, or made with another key.',
    observed: oidName(algorithm),
    expected: 'a signature by the private key that belongs to the public key in the request',
    hint: `Do not edit a request, make it anew, with your own key:\n${requestAgain(name)}`,
  });
}
