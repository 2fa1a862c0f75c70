/** Certificates that sign themselves: whoever wants to trust one has to be handed it. */
import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

/** A certificate and its private key, both as PEM (RFC 7468); the key as PKCS #8 (RFC 5958). */
export interface Identity {
  readonly certificate: string;
  readonly key: string;
}

/** What a certificate that signs itself is to say. */
export interface SelfSignedOptions {
  /** The name that it is for: its common name and, since nobody reads that one any more, its only alternative name (RFC 6125). */
  readonly name: string;
  /** How long it holds, in days; 365 when nothing is said. */
  readonly days?: number;
}

/** Makes a key (2048-bit RSA) and a certificate for it that it signs itself. */
export async function selfSigned({ name, days = 365 }: SelfSignedOptions): Promise<Identity> {
  const algorithm = {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    publicExponent: new Uint8Array([1, 0, 1]),
    modulusLength: 2048,
  };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const now = Date.now();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    notBefore: new Date(now),
    notAfter: new Date(now + days * 86_400_000),
    signingAlgorithm: algorithm,
    keys,
    extensions: [new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: name }])],
  });
  const key = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return {
    certificate: `${certificate.toString('pem')}\n`,
    key: `${x509.PemConverter.encode(key, 'PRIVATE KEY')}\n`,
  };
}
