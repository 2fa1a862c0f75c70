/** Opens an authority's folder: its certificate, and its key if only its owner can read it. */
import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { AuthorityError } from '../authority-error.ts';
import { children, DerError, expectTag, single } from '../der/reader.ts';
import { TAG } from '../der/writer.ts';
import { authorityPaths, fileRefused, systemCode } from './paths.ts';
import type { AuthorityPaths } from './paths.ts';

/** An authority without its key: enough to show it. */
export interface AuthorityCertificate {
  readonly paths: AuthorityPaths;
  readonly certificate: X509Certificate;
  /** Its name as DER: byte by byte the issuer of its certificates. */
  readonly subject: Buffer;
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** Permissions of everyone but the owner. */
const OTHERS = 0o077;

/**
 * Reads the certificate.
 *
 * @throws {AuthorityError} `CA_MISSING`, `CA_DAMAGED`, `CA_FILE`.
 */
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
    throw damaged(paths.certificate, 'no certificate', 'a certificate in PEM');
  }
}

/**
 * Reads the private key of an authority.
 *
 * @throws {AuthorityError} `CA_KEY_EXPOSED`, and as {@link readAuthority} does.
 */
export function readAuthorityKey({ paths, certificate }: AuthorityCertificate): KeyObject {
  let pem: string;
  try {
    const file = openSync(paths.key, 'r');
    try {
      const mode = fstatSync(file).mode & 0o777;
      // Windows has no such permissions, and reports 666 for every file.
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
    throw damaged(
      paths.key,
      'no private key, or one with a passphrase',
      'a private key in PEM, without a passphrase',
    );
  }
  if (!createPublicKey(key).equals(certificate.publicKey)) {
    throw damaged(paths.key, 'the key of another certificate', 'the private key of ca.crt');
  }
  return key;
}

/**
 * The subject: the sixth part of the signed data, after version, serial, algorithm, issuer and validity (RFC 5280, 4.1).
 */
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
    hint: `Give the folder with --dir, or make an authority: wireside ca init --dir '${folder}'`,
  });
}

function exposed(path: string, mode: number): AuthorityError {
  return new AuthorityError({
    code: 'CA_KEY_EXPOSED',
    message:
      "Other users can read the authority's private key, and anyone who has it can sign certificates for any name.",
    observed: `${path} has mode ${mode.toString(8)}`,
    expected: 'mode 600',
    hint: `chmod 600 '${path}'\nIf someone may have read it, make a new authority.`,
  });
}

function damaged(path: string, observed: string, expected: string): AuthorityError {
  return new AuthorityError({
    code: 'CA_DAMAGED',
    message: `The authority's folder is damaged: ${path} cannot be used.`,
    observed,
    expected,
    hint: 'Restore it from a backup, or make a new authority in another folder.',
  });
}
