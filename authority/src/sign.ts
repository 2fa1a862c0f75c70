/** Signs a request, or refuses it; the register gets a line in either case. */
import { createHash, type KeyObject } from 'node:crypto';
import { AuthorityError } from './authority-error.ts';
import { CLOCK_SKEW, DAY, makeCertificate, randomSerial } from './certificate/certificate.ts';
import {
  authorityKeyIdentifier,
  basicConstraints,
  extKeyUsage,
  keyIdentifier,
  keyUsage,
  subjectAltName,
  subjectKeyIdentifier,
} from './certificate/extension.ts';
import { nameOf, nameText } from './certificate/name.ts';
import { readDays } from './days.ts';
import { fingerprint } from './fingerprint.ts';
import { type AuthorityCertificate, readAuthority, readAuthorityKey } from './folder/authority.ts';
import { withLock } from './folder/lock.ts';
import { appendEntry, ownerOfKey } from './folder/register.ts';
import { toPem } from './pem.ts';
import { type CheckedRequest, checkRequest } from './request/check.ts';
import { requestNewKey } from './request/remedy.ts';
import type { SigningRequest } from './request/request.ts';
import { isSound, subjectText } from './request/subject.ts';
import { shown } from './text.ts';

/** For whom, and for how long. */
export interface SignOptions {
  /** The only common name that the request may have: what the course system knows of whoever sent it. Any where undefined. */
  readonly for?: string;
  /** How long the certificate holds, in days, but never longer than the authority; 365 when nothing is said. */
  readonly days?: number;
}

/** A certificate, and what there is to say of it. */
export interface SignedCertificate {
  /** PEM. */
  readonly certificate: string;
  /** Hexadecimal. */
  readonly serial: string;
  readonly notAfter: Date;
  /** Parts of the name that were asked for and that are not in the certificate, since nobody vouches for them. */
  readonly leftOut: readonly string[];
}

/**
 * Signs what was handed in with the authority of a folder, if nothing is wrong with it.
 * Throws AuthorityError: of the request (`CA_REQUEST_…`, `CA_KEY_…`, `CA_SIGNATURE_…`, `CA_NAME_…`, `CA_ASKS_TO_SIGN`,
 * `CA_ALTERNATIVE_NAME`, `CA_EXTENSION`), which are in the register; and of the folder or the options, which are not.
 */
export async function signRequest(
  folder: string,
  file: Uint8Array,
  options: SignOptions = {},
): Promise<SignedCertificate> {
  const days = readDays(options.days ?? 365);
  if (options.for !== undefined && !isSound(options.for, 64)) throw oddName(options.for);
  const authority = readAuthority(folder);
  const authorityKey = readAuthorityKey(authority);
  const now = Date.now();
  if (authority.notAfter.getTime() <= now) throw expired(authority.notAfter);

  let seen: SigningRequest | undefined;
  try {
    const request = checkRequest(file, options.for, (found) => (seen = found));
    if (request.publicKey.equals(authority.certificate.publicKey))
      throw keyOfAnother('the authority', options.for);
    const notAfter = new Date(Math.min(now + days * DAY, authority.notAfter.getTime()));
    const notBefore = new Date(Math.max(now - CLOCK_SKEW, authority.notBefore.getTime()));
    const serial = randomSerial();
    const der = leaf({ authority, authorityKey, request, serial, notBefore, notAfter });
    const { subject } = request;
    const entry = {
      event: 'signed',
      time: new Date(now).toISOString(),
      for: options.for ?? null,
      subject: shown(nameText(subject.parts)),
      commonName: subject.commonName,
      serial: serial.toString('hex').toUpperCase(),
      fingerprint: fingerprint(der),
      publicKey: fingerprint(request.publicKey.export({ type: 'spki', format: 'der' })),
      notAfter: notAfter.toISOString(),
    } as const;
    await withLock(authority.paths.lock, () => {
      // Under the lock, or two could get the same key signed at once.
      const owner = ownerOfKey(authority.paths.register, entry.publicKey);
      if (owner !== undefined && owner !== subject.commonName)
        throw keyOfAnother('somebody else', subject.commonName);
      // First the register, then the certificate: none is out that the register does not know.
      appendEntry(authority.paths.register, entry);
    });
    return {
      certificate: toPem('CERTIFICATE', der),
      serial: entry.serial,
      notAfter,
      leftOut: subject.leftOut,
    };
  } catch (error) {
    if (error instanceof AuthorityError && isOfRequest(error)) {
      await withLock(authority.paths.lock, () =>
        appendEntry(authority.paths.register, {
          event: 'refused',
          time: new Date(now).toISOString(),
          for: options.for ?? null,
          subject: seen === undefined ? null : subjectText(seen.subject),
          publicKey: seen === undefined ? null : fingerprint(seen.publicKey.whole),
          request: createHash('sha256').update(file).digest('hex'),
          code: error.code,
          reason: error.message,
        }),
      );
    }
    throw error;
  }
}

/** The student's certificate: for servers and clients of TLS, and for nothing else. */
function leaf(facts: {
  authority: AuthorityCertificate;
  authorityKey: KeyObject;
  request: CheckedRequest;
  serial: Buffer;
  notBefore: Date;
  notAfter: Date;
}): Buffer {
  const { authority, authorityKey, request, serial, notBefore, notAfter } = facts;
  const { publicKey } = request;
  return makeCertificate(
    {
      serial,
      issuer: authority.subject,
      subject: nameOf(request.subject.parts),
      notBefore,
      notAfter,
      publicKey,
      extensions: [
        basicConstraints(false),
        // Before TLS 1.3, clients may encrypt the secret to an RSA key.
        publicKey.asymmetricKeyType === 'rsa'
          ? keyUsage('digitalSignature', 'keyEncipherment')
          : keyUsage('digitalSignature'),
        extKeyUsage('serverAuth', 'clientAuth'),
        subjectAltName(request.alternativeNames),
        subjectKeyIdentifier(keyIdentifier(publicKey)),
        authorityKeyIdentifier(keyIdentifier(authority.certificate.publicKey)),
      ],
    },
    authorityKey,
  );
}

/** Whether the fault is in what was handed in, and not in the folder. */
function isOfRequest({ code }: AuthorityError): boolean {
  return !['CA_FILE', 'CA_BUSY'].includes(code);
}

function keyOfAnother(owner: string, name: string | undefined): AuthorityError {
  return new AuthorityError({
    code: 'CA_KEY_OF_ANOTHER',
    message: 'The key in this request is not yours alone.',
    observed: `the key of ${owner}`,
    expected: 'a key that you made and that nobody else has',
    hint: `Make a key of your own, and a request for it:\n${requestNewKey(name)}`,
  });
}

function oddName(name: string): AuthorityError {
  return new AuthorityError({
    code: 'CA_OPTION',
    message: 'Nobody can have such a common name.',
    observed: shown(name),
    expected: 'up to 64 characters that can be seen, without *',
    hint: "Write the student's name after --for, as it is to be in the certificate.",
  });
}

function expired(end: Date): AuthorityError {
  return new AuthorityError({
    code: 'CA_EXPIRED',
    message: "The authority's own certificate holds no longer, so nothing that it signs would.",
    observed: `it ended on ${end.toISOString()}`,
    expected: 'a later day',
    hint: 'Make a new authority in another folder: wireside ca init --dir …',
  });
}
