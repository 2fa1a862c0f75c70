/** Self-signed certificates: a client has to have the certificate itself to trust it. */
import { isIP } from 'node:net';
import { makeKeys } from './algorithm.ts';
import type { Algorithm } from './algorithm.ts';
import { AuthorityError } from './authority-error.ts';
import { CLOCK_SKEW, DAY, makeCertificate, randomSerial } from './certificate/certificate.ts';
import {
  basicConstraints,
  extKeyUsage,
  keyIdentifier,
  subjectAltName,
  subjectKeyIdentifier,
} from './certificate/extension.ts';
import { nameOf } from './certificate/name.ts';
import { readDays } from './days.ts';
import { OIDS } from './der/oids.ts';
import { toPem } from './pem.ts';
import { shown } from './text.ts';

/** A certificate and its private key, both as PEM (RFC 7468); the key as PKCS #8 (RFC 5958). */
export interface Identity {
  readonly certificate: string;
  readonly key: string;
}

/** What a self-signed certificate should contain. */
export interface SelfSignedOptions {
  /**
   * The host name or IP address that it is for: its common name and, because clients no longer read that, its only
   * alternative name (RFC 6125).
   */
  readonly name: string;
  /** How long it is valid, in days; 365 by default. */
  readonly days?: number;
  /** The kind of its key; 2048-bit RSA by default. */
  readonly algorithm?: Algorithm;
}

/** Letters, digits, dots and hyphens: a host name. (A common name may have 64 characters, a host name 253.) */
const HOST_NAME = /^(?!-)[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*$/;

/**
 * Makes a key and a self-signed certificate for it.
 *
 * @throws {AuthorityError} `CA_OPTION` when the name or the number of days is not valid.
 */
export async function selfSigned(options: SelfSignedOptions): Promise<Identity> {
  const { name, algorithm = 'rsa2048' } = options;
  const days = readDays(options.days ?? 365);
  if (name.length > 64 || name.includes('%') || (isIP(name) === 0 && !HOST_NAME.test(name))) {
    throw new AuthorityError({
      code: 'CA_OPTION',
      message: 'The name in a server certificate must be a host name or an IP address.',
      observed: shown(name),
      expected: 'at most 64 letters, digits, dots and hyphens, such as localhost; or an address',
      hint: 'For example: wireside certificate self-signed localhost',
    });
  }
  const { publicKey, privateKey } = await makeKeys(algorithm);
  const subject = nameOf([{ oid: OIDS.commonName, text: name }]);
  const now = Date.now();
  const certificate = makeCertificate(
    {
      serial: randomSerial(),
      issuer: subject,
      subject,
      notBefore: new Date(now - CLOCK_SKEW),
      notAfter: new Date(now + days * DAY),
      publicKey,
      extensions: [
        basicConstraints(false),
        extKeyUsage('serverAuth'),
        subjectAltName([name]),
        subjectKeyIdentifier(keyIdentifier(publicKey)),
      ],
    },
    privateKey,
  );
  return {
    certificate: toPem('CERTIFICATE', certificate),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  };
}
