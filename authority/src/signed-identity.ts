/** A certificate that an authority has signed, with its key and the authority: for a run in which a program needs one. */
import { makeKeys } from './algorithm.ts';
import type { KeyPair } from './algorithm.ts';
import { CLOCK_SKEW, DAY, makeCertificate, randomSerial } from './certificate/certificate.ts';
import { nameOf } from './certificate/name.ts';
import { authorityCertificate, leafExtensions } from './certificate/usual.ts';
import { OIDS } from './der/oids.ts';
import { toPem } from './pem.ts';
import type { Identity } from './self-signed.ts';

/** How long both certificates are valid, in days. */
const DAYS = 30;

/** A certificate and its key, and the certificate of the authority that has signed it; all as PEM. */
export interface SignedIdentity extends Identity {
  readonly authority: string;
  /** A certificate for the same key by another authority, which has the same name. */
  readonly foreign: string;
  /** A certificate for the same key by the authority, which expired yesterday. */
  readonly expired: string;
}

/**
 * Makes an authority whose key is forgotten at once, a 2048-bit RSA key, and a certificate for it; and two that clients have
 * to refuse, one by another authority, and one that has expired.
 *
 * @param name a person: the common name. It is not checked.
 * @param hasExtensions as in `SignOptions`: without extensions, the certificate is of version 1.
 */
export async function signedIdentity(name: string, hasExtensions = true): Promise<SignedIdentity> {
  const [authority, another, { publicKey, privateKey }] = await Promise.all([
    makeKeys('p256'),
    makeKeys('p256'),
    makeKeys('rsa2048'),
  ]);
  const issuer = 'Wireside, for one run';
  const now = Date.now();
  const signedBy = (signer: KeyPair, validUntil = now + DAYS * DAY): string =>
    toPem(
      'CERTIFICATE',
      makeCertificate(
        {
          serial: randomSerial(),
          issuer: nameOf([{ oid: OIDS.commonName, text: issuer }]),
          subject: nameOf([{ oid: OIDS.commonName, text: name }]),
          notBefore: new Date(validUntil - DAYS * DAY - CLOCK_SKEW),
          notAfter: new Date(validUntil),
          publicKey,
          extensions: hasExtensions ? leafExtensions(publicKey, ['localhost'], signer.publicKey) : [],
        },
        signer.privateKey,
      ),
    );
  return {
    certificate: signedBy(authority),
    foreign: signedBy(another),
    expired: signedBy(authority, now - DAY),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    authority: toPem('CERTIFICATE', authorityCertificate(authority, issuer, DAYS)),
  };
}
