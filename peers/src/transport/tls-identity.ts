/** Who a TLS server is: its certificate and its key, checked before the first client comes. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { PeerOptionError } from '../common/peer-error.ts';
import type { PeerErrorFacts } from '../common/peer-error.ts';
import { opensslReason } from './openssl-reason.ts';
import type { TlsOptions } from './tls-options.ts';

/** A certificate and its private key, as PEM. */
export interface TlsIdentity {
  readonly certificate: string;
  readonly key: string;
  /** For the log, if the server made them itself. */
  readonly note?: string;
}

/** The shortest RSA key that is considered safe until 2030, in bits (NIST SP 800-57 part 1, table 2). */
const MIN_RSA_BITS = 2048;

/**
 * Reads the certificate and the key of a server, or makes them.
 *
 * @throws {PeerOptionError} `PEER_TLS_FILE`, `PEER_TLS_CERTIFICATE`, `PEER_TLS_KEY`, `PEER_TLS_WEAK`, `PEER_TLS_MISMATCH`,
 *   `PEER_TLS_EXPIRED`, unless that is allowed.
 */
export async function tlsIdentity(peer: string, options: TlsOptions): Promise<TlsIdentity> {
  checkKeylog(peer, options.keylog);
  if (options.certificate === '' && options.key === '') return makeIdentity(peer, options);
  if (options.certificate === '' || options.key === '') {
    throw failure(peer, {
      code: 'PEER_TLS_FILE',
      message: `the ${options.key === '' ? 'key' : 'certificate'} is missing.`,
      observed: 'one of the two',
      expected: 'both, or neither',
    });
  }
  const certificate = pem(peer, 'certificate', options.certificate);
  const key = pem(peer, 'key', options.key);
  const { validFrom, validTo } = check(peer, certificate, key);
  if (!options.allowExpired) checkDates(peer, new Date(validFrom), new Date(validTo));
  return { certificate, key };
}

/** Whether the secrets can be written: better to report it now than at the first handshake, when no one sees it. */
function checkKeylog(peer: string, keylog: string): void {
  if (keylog === '') return;
  try {
    closeSync(openSync(keylog, 'a', 0o600));
  } catch (error) {
    throw failure(peer, {
      code: 'PEER_TLS_FILE',
      message: 'cannot write the secrets.',
      observed: (error as Error).message,
      expected: 'a file that can be written',
      hint: 'Give --keylog a file in a folder of your own.',
    });
  }
}

/** Makes a self-signed certificate, and saves it if that is wanted. */
async function makeIdentity(peer: string, { saveCertificate }: TlsOptions): Promise<TlsIdentity> {
  const { selfSigned } = await import('@wireside/authority');
  const made = await selfSigned({ name: 'localhost' });
  if (saveCertificate === '') {
    return { ...made, note: 'the certificate is new and self-signed; --save-certificate FILE saves it' };
  }
  try {
    writeFileSync(saveCertificate, made.certificate);
  } catch (error) {
    throw failure(peer, {
      code: 'PEER_TLS_FILE',
      message: 'cannot write the certificate.',
      observed: (error as Error).message,
      expected: 'a file that can be written',
    });
  }
  return { ...made, note: `the certificate is new and self-signed; it is in ${saveCertificate}` };
}

/**
 * The text itself if it is PEM, or the contents of the file that it names.
 *
 * @throws {PeerOptionError} `PEER_TLS_FILE` when the file cannot be read.
 */
export function pem(peer: string, what: string, text: string): string {
  if (text.includes('-----BEGIN')) return text;
  try {
    return readFileSync(text, 'utf8');
  } catch (error) {
    throw failure(peer, {
      code: 'PEER_TLS_FILE',
      message: `cannot read the ${what}.`,
      observed: (error as Error).message,
      expected: 'PEM, or a file that can be read',
    });
  }
}

/** Everything about the two, but the dates, that would make the handshake fail for each client, reported once and early. */
function check(peer: string, certificate: string, key: string): X509Certificate {
  const x509 = readCertificate(peer, certificate);
  const privateKey = readKey(peer, key);
  const bits = x509.publicKey.asymmetricKeyDetails?.modulusLength;
  if (bits !== undefined && bits < MIN_RSA_BITS) {
    throw failure(peer, {
      code: 'PEER_TLS_WEAK',
      message: 'the key is too short to be safe.',
      observed: `RSA with ${bits} bits`,
      expected: `RSA with ${MIN_RSA_BITS} bits or more`,
      hint: 'Make a new key and a new request: openssl req -new -newkey rsa:2048 -noenc -keyout my.key -out my.csr',
    });
  }
  if (!x509.checkPrivateKey(privateKey)) {
    throw failure(peer, {
      code: 'PEER_TLS_MISMATCH',
      message: 'the key does not belong to the certificate.',
      observed: 'two different public keys',
      expected: 'the key that the request for this certificate was made with',
      hint: 'Compare: openssl x509 -noout -pubkey -in CERTIFICATE and openssl pkey -pubout -in KEY',
    });
  }
  return x509;
}

/** A certificate must be valid today. */
function checkDates(peer: string, from: Date, to: Date): void {
  const isEarly = from.getTime() > Date.now();
  if (!isEarly && to.getTime() >= Date.now()) return;
  throw failure(peer, {
    code: 'PEER_TLS_EXPIRED',
    message: `the certificate ${isEarly ? 'is not valid yet' : 'has expired'}.`,
    observed: `valid from ${from.toISOString()} to ${to.toISOString()}`,
    expected: 'a certificate that is valid today',
    hint: isEarly ? 'Check the clock of this computer: date' : 'Have the request signed again.',
  });
}

function readCertificate(peer: string, text: string): X509Certificate {
  try {
    return new X509Certificate(text);
  } catch (error) {
    throw failure(peer, {
      code: 'PEER_TLS_CERTIFICATE',
      message: 'this is not a certificate.',
      observed: text.includes('PRIVATE KEY-----')
        ? 'a private key: are the two swapped?'
        : text.includes('CERTIFICATE REQUEST-----')
          ? 'a signing request: the authority makes the certificate from it'
          : opensslReason(error as Error),
      expected: '-----BEGIN CERTIFICATE-----',
    });
  }
}

function readKey(peer: string, text: string): KeyObject {
  try {
    return createPrivateKey(text);
  } catch (error) {
    throw failure(peer, {
      code: 'PEER_TLS_KEY',
      message: 'this is not a private key that can be used.',
      observed: /ENCRYPTED/.test(text)
        ? 'a key that is protected by a passphrase'
        : opensslReason(error as Error),
      expected: '-----BEGIN PRIVATE KEY-----',
    });
  }
}

/** The error; by default the hint is to make both again. */
function failure(
  peer: string,
  facts: Omit<PeerErrorFacts, 'hint'> & { readonly hint?: string },
): PeerOptionError {
  const hint = 'Make both again: npx wireside certificate self-signed localhost';
  return new PeerOptionError({ hint, ...facts, message: `${peer}: ${facts.message}` });
}
