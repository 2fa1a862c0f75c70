/** Who a TLS server is: its certificate and its key, looked at before the first client comes. */
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { PeerOptionError } from '../common/peer-error.ts';
import type { Option } from '../common/option.ts';
import { opensslReason } from './openssl-reason.ts';

/** A certificate and its private key, as PEM. */
export interface TlsIdentity {
  readonly certificate: string;
  readonly key: string;
  /** Said in the log, where the server made them itself. */
  readonly note?: string;
}

/** What every TLS server may be told about itself. */
export interface TlsOptions {
  /** PEM, or the path of a file with it. Empty: the server makes one that signs itself. */
  readonly certificate: string;
  /** The same for the private key. */
  readonly key: string;
  /** Where the certificate that the server made itself is written to, so that a client can be told to trust it. */
  readonly saveCertificate: string;
  /** The oldest version that is spoken. */
  readonly minVersion: 'TLSv1.2' | 'TLSv1.3';
  /** The newest one. */
  readonly maxVersion: 'TLSv1.2' | 'TLSv1.3';
  /** Seconds for the whole handshake. */
  readonly handshakeTimeout: number;
  /** File that gets the sessions' secrets, in the format of SSLKEYLOGFILE: whoever has it can read everything. */
  readonly keylog: string;
}

/** The options as a table, for the tables of the peers. */
export const tlsOptionTable: readonly Option[] = [
  {
    name: 'certificate',
    type: 'text',
    default: '',
    description: 'Certificate as PEM, or its file; without one, the server makes one that signs itself.',
  },
  { name: 'key', type: 'text', default: '', description: 'Private key as PEM, or its file.' },
  {
    name: 'saveCertificate',
    type: 'text',
    default: '',
    description: 'File to write the certificate to that the server made itself.',
  },
  {
    name: 'minVersion',
    type: 'choice',
    choices: ['TLSv1.2', 'TLSv1.3'],
    default: 'TLSv1.2',
    description: 'The oldest version that is spoken.',
  },
  {
    name: 'maxVersion',
    type: 'choice',
    choices: ['TLSv1.2', 'TLSv1.3'],
    default: 'TLSv1.3',
    description: 'The newest version that is spoken.',
  },
  {
    name: 'handshakeTimeout',
    type: 'number',
    min: 0.05,
    max: 3600,
    default: 10,
    description: 'Seconds that a client may take for the handshake.',
  },
  {
    name: 'keylog',
    type: 'text',
    default: '',
    description: "File that gets the sessions' secrets, so that Wireshark can decrypt a capture.",
  },
];

/** Bits of an RSA key that is taken for safe until 2030 (NIST SP 800-57 part 1, table 2). */
const MIN_RSA_BITS = 2048;

/**
 * Reads certificate and key of a server, or makes them. Throws PeerOptionError: `PEER_TLS_FILE`, `PEER_TLS_CERTIFICATE`,
 * `PEER_TLS_KEY`, `PEER_TLS_WEAK`, `PEER_TLS_MISMATCH`, `PEER_TLS_EXPIRED`.
 */
export async function tlsIdentity(peer: string, options: TlsOptions): Promise<TlsIdentity> {
  checkKeylog(peer, options.keylog);
  if (options.certificate === '' && options.key === '') return madeIdentity(peer, options);
  if (options.certificate === '' || options.key === '') {
    const missing = options.key === '' ? 'key' : 'certificate';
    throw wrong(peer, 'PEER_TLS_FILE', `the ${missing} is missing.`, 'one of the two', 'both, or neither');
  }
  const certificate = pem(peer, 'certificate', options.certificate);
  const key = pem(peer, 'key', options.key);
  check(peer, certificate, key);
  return { certificate, key };
}

/** Whether the secrets can be written: better said now than at the first handshake, to nobody. */
function checkKeylog(peer: string, keylog: string): void {
  if (keylog === '') return;
  try {
    closeSync(openSync(keylog, 'a', 0o600));
  } catch (error) {
    const reason = (error as Error).message;
    const expected = 'a file that can be written';
    const hint = 'Give --keylog a file in a folder of your own.';
    throw wrong(peer, 'PEER_TLS_FILE', 'the secrets cannot be written.', reason, expected, hint);
  }
}

async function madeIdentity(peer: string, { saveCertificate }: TlsOptions): Promise<TlsIdentity> {
  const { selfSigned } = await import('@wireside/authority');
  const made = await selfSigned({ name: 'localhost' });
  if (saveCertificate === '') {
    return { ...made, note: 'the certificate is new and signs itself; --save-certificate FILE keeps it' };
  }
  try {
    writeFileSync(saveCertificate, made.certificate);
  } catch (error) {
    const reason = (error as Error).message;
    throw wrong(
      peer,
      'PEER_TLS_FILE',
      'the certificate cannot be written.',
      reason,
      'a file that can be written',
    );
  }
  return { ...made, note: `the certificate is new and signs itself; it is in ${saveCertificate}` };
}

/** The text itself, or that of the file that it names. */
export function pem(peer: string, what: string, text: string): string {
  if (text.includes('-----BEGIN')) return text;
  try {
    return readFileSync(text, 'utf8');
  } catch (error) {
    const reason = (error as Error).message;
    throw wrong(
      peer,
      'PEER_TLS_FILE',
      `the ${what} cannot be read.`,
      reason,
      'PEM, or a file that can be read',
    );
  }
}

/** Everything about the two that would let each client's handshake fail, said once and in time. */
function check(peer: string, certificate: string, key: string): void {
  const x509 = readCertificate(peer, certificate);
  const secret = readKey(peer, key);
  const bits = x509.publicKey.asymmetricKeyDetails?.modulusLength;
  if (bits !== undefined && bits < MIN_RSA_BITS) {
    throw wrong(
      peer,
      'PEER_TLS_WEAK',
      'the key is too short to be safe.',
      `RSA with ${bits} bits`,
      `RSA with ${MIN_RSA_BITS} bits or more`,
      'Make a new key and a new request: openssl req -new -newkey rsa:2048 -noenc -keyout my.key -out my.csr',
    );
  }
  if (!x509.checkPrivateKey(secret)) {
    throw wrong(
      peer,
      'PEER_TLS_MISMATCH',
      'the key does not belong to the certificate.',
      'two different public keys',
      'the key that the request for this certificate was made with',
      'Compare: openssl x509 -noout -pubkey -in CERTIFICATE and openssl pkey -pubout -in KEY',
    );
  }
  const [from, to] = [new Date(x509.validFrom), new Date(x509.validTo)];
  const isEarly = from.getTime() > Date.now();
  if (isEarly || to.getTime() < Date.now()) {
    throw wrong(
      peer,
      'PEER_TLS_EXPIRED',
      `the certificate is not valid ${isEarly ? 'yet' : 'any more'}.`,
      `valid from ${from.toISOString()} to ${to.toISOString()}`,
      'a certificate that is valid today',
      isEarly ? 'Look at the clock of this computer: date' : 'Have the request signed again.',
    );
  }
}

function readCertificate(peer: string, text: string): X509Certificate {
  try {
    return new X509Certificate(text);
  } catch (error) {
    const seen = text.includes('PRIVATE KEY-----')
      ? 'a private key: are the two swapped?'
      : text.includes('CERTIFICATE REQUEST-----')
        ? 'a signing request: the certificate is what the authority makes of it'
        : opensslReason(error as Error);
    throw wrong(peer, 'PEER_TLS_CERTIFICATE', 'this is no certificate.', seen, '-----BEGIN CERTIFICATE-----');
  }
}

function readKey(peer: string, text: string): KeyObject {
  try {
    return createPrivateKey(text);
  } catch (error) {
    const isLocked = /ENCRYPTED/.test(text);
    const seen = isLocked ? 'a key that is locked with a passphrase' : opensslReason(error as Error);
    throw wrong(
      peer,
      'PEER_TLS_KEY',
      'this is no private key that can be used.',
      seen,
      '-----BEGIN PRIVATE KEY-----',
    );
  }
}

function wrong(
  peer: string,
  code: string,
  message: string,
  observed: string,
  expected: string,
  hint = 'Make both anew: npx wireside certificate self-signed localhost',
): PeerOptionError {
  return new PeerOptionError({ code, message: `${peer}: ${message}`, observed, expected, hint });
}
