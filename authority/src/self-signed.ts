/** Certificates that sign themselves: whoever wants to trust one has to be handed it. */
import { isIP } from 'node:net';
import { type Algorithm, makeKeys } from './algorithm.ts';
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

/** What a certificate that signs itself is to say. */
export interface SelfSignedOptions {
  /**
   * The host name, or IP address, that it is for: its common name and, since nobody reads that one any more, its only
   * alternative name (RFC 6125).
   */
  readonly name: string;
  /** How long it holds, in days; 365 when nothing is said. */
  readonly days?: number;
  /** The kind of its key; 2048-bit RSA when nothing is said. */
  readonly algorithm?: Algorithm;
}

/** Letters, digits, dots and hyphens, 64 at most: what a common name may have of a host name's 253. */
const HOST_NAME = /^(?!-)[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*$/;

/** Makes a key and a certificate for it that it signs itself. Throws `CA_OPTION`. */
export async function selfSigned(options: SelfSignedOptions): Promise<Identity> {
  const { name, algorithm = 'rsa2048' } = options;
  const days = readDays(options.days ?? 365);
  if (name.length > 64 || name.includes('%') || (isIP(name) === 0 && !HOST_NAME.test(name))) {
    throw new AuthorityError({
      code: 'CA_OPTION',
      message: 'A certificate of a server is for the name of a host, or an IP address.',
      observed: shown(name),
      expected: 'at most 64 letters, digits, dots and hyphens, such as localhost; or an address',
      hint: 'Write wireside certificate self-signed localhost.',
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
