/** Opens an authority's folder: its certificate, and its key if nobody else can read it. */
import { createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { AuthorityError } from '../authority-error.ts';
import { children, DerError, expectTag, single } from '../der/reader.ts';
import { TAG } from '../der/writer.ts';
import { authorityPaths, type AuthorityPaths, fileRefused, systemCode } from './paths.ts';

/** An authority without its key: enough to look at. */
export interface AuthorityCertificate {
  readonly paths: AuthorityPaths;
  readonly certificate: X509Certificate;
  /** Its name as DER, byte by byte what certificates have to have as issuer. */
  readonly subject: Buffer;
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** Permissions of anybody but the owner. */
const OTHERS = 0o077;

/** Reads the certificate. Throws `CA_MISSING`, `CA_DAMAGED`, `CA_FILE`. */
export function readAuthority(folder: string): AuthorityCertificate {
  const paths = authorityPaths(folder);
  let pem: string;
  try {
    pem = readFileSync(paths.certificate, 'utf8');
  } catch (error) {
    throw missingOr(folder, paths.certificate, error);
  }
  try {
    const certificate = new X509Certificate(pem);
    return {
      paths,
      certificate,
      subject: subjectOf(certificate.raw),
      notBefore: new Date(certificate.validFrom),
      notAfter: new Date(certificate.validTo),
    };
  } catch {
    throw damaged(paths.certificate, 'something else', 'a certificate in PEM');
  }
}

/** Reads the private key that belongs to it. Throws `CA_KEY_EXPOSED`, and as {@link readAuthority}. */
export function readAuthorityKey({ paths, certificate }: AuthorityCertificate): KeyObject {
  let pem: string;
  try {
    const file = openSync(paths.key, 'r');
    try {
      const mode = fstatSync(file).mode & 0o777;
      // Windows has no such permissions, and says 666 of every file.
      if ((mode & OTHERS) !== 0 && process.platform !== 'win32') throw exposed(paths.key, mode);
      pem = readFileSync(file, 'utf8');
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if (error instanceof AuthorityError) throw error;
    throw missingOr(paths.key, paths.key, error);
  }
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch {
    throw damaged(paths.key, 'something else', 'a private key in PEM, without a passphrase');
  }
  if (!createPublicKey(key).equals(certificate.publicKey)) {
    throw damaged(paths.key, 'the key of something else', 'the private key of ca.crt');
  }
  return key;
}

/** The subject is the sixth part of what is signed, after version, serial, algorithm, issuer and validity (RFC 5280, 4.1). */
function subjectOf(der: Buffer): Buffer {
  const [signed] = children(single(der, TAG.sequence));
  const [, , , , , subject] = children(expectTag(signed, TAG.sequence));
  if (subject === undefined) throw new DerError('it has no subject');
  return subject.whole;
}

function missingOr(folder: string, path: string, error: unknown): AuthorityError {
  if (systemCode(error) !== 'ENOENT' && systemCode(error) !== 'ENOTDIR') return fileRefused(path, error);
  return new AuthorityError({
    code: 'CA_MISSING',
    message: 'There is no authority in this folder.',
    observed: `no ${path}`,
    expected: 'ca.crt and ca.key',
    hint: `Name the folder after --dir, or make one: wireside ca init --dir '${folder}'`,
  });
}

function exposed(path: string, mode: number): AuthorityError {
  return new AuthorityError({
    code: 'CA_KEY_EXPOSED',
    message:
      "Others can read the authority's private key; whoever has it can sign certificates for everybody.",
    observed: `${path} has mode ${mode.toString(8)}`,
    expected: 'mode 600',
    hint: `chmod 600 '${path}'\nIf somebody may have read it, make a new authority.`,
  });
}

function damaged(path: string, observed: string, expected: string): AuthorityError {
  return new AuthorityError({
    code: 'CA_DAMAGED',
    message: `The authority's folder is damaged: ${path} is not what it should be.`,
    observed,
    expected,
    hint: 'Bring it back from a copy, or make a new authority in another folder.',
  });
}
