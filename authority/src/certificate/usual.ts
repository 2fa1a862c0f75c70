/** What the authority's own certificate is, and what is in those that it signs. */
import type { KeyObject } from 'node:crypto';
import type { KeyPair } from '../algorithm.ts';
import { OIDS } from '../der/oids.ts';
import { CLOCK_SKEW, DAY, makeCertificate, randomSerial } from './certificate.ts';
import {
  authorityKeyIdentifier,
  basicConstraints,
  extKeyUsage,
  keyIdentifier,
  keyUsage,
  subjectAltName,
  subjectKeyIdentifier,
} from './extension.ts';
import { nameOf } from './name.ts';

/** The self-signed certificate of an authority, as DER. */
export function authorityCertificate({ publicKey, privateKey }: KeyPair, name: string, days: number): Buffer {
  const subject = nameOf([{ oid: OIDS.commonName, text: name }]);
  const identifier = keyIdentifier(publicKey);
  const now = Date.now();
  return makeCertificate(
    {
      serial: randomSerial(),
      issuer: subject,
      subject,
      notBefore: new Date(now - CLOCK_SKEW),
      notAfter: new Date(now + days * DAY),
      publicKey,
      extensions: [
        basicConstraints(true),
        keyUsage('keyCertSign', 'cRLSign'),
        subjectKeyIdentifier(identifier),
        authorityKeyIdentifier(identifier),
      ],
    },
    privateKey,
  );
}

/** What a certificate that an authority signs may be used for, and the names that clients compare; each as DER. */
export function leafExtensions(
  publicKey: KeyObject,
  alternativeNames: readonly string[],
  authorityKey: KeyObject,
): Buffer[] {
  return [
    basicConstraints(false),
    // Before TLS 1.3, clients may encrypt the secret to an RSA key.
    publicKey.asymmetricKeyType === 'rsa'
      ? keyUsage('digitalSignature', 'keyEncipherment')
      : keyUsage('digitalSignature'),
    extKeyUsage('serverAuth', 'clientAuth'),
    subjectAltName(alternativeNames),
    subjectKeyIdentifier(keyIdentifier(publicKey)),
    authorityKeyIdentifier(keyIdentifier(authorityKey)),
  ];
}
