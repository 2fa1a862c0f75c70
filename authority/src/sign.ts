/** Signs a request or refuses it; both are recorded in the register. */
import { createHash } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { AuthorityError } from './authority-error.ts';
import { CLOCK_SKEW, DAY, makeCertificate, randomSerial } from './certificate/certificate.ts';
import { nameOf, nameText } from './certificate/name.ts';
import { leafExtensions } from './certificate/usual.ts';
import { readDays } from './days.ts';
import { fingerprint } from './fingerprint.ts';
import { readAuthority, readAuthorityKey } from './folder/authority.ts';
import type { AuthorityCertificate } from './folder/authority.ts';
import { withLock } from './folder/lock.ts';
import type { AuthorityPaths } from './folder/paths.ts';
import { appendEntry, ownerOfKey } from './folder/register.ts';
import { toPem } from './pem.ts';
import { checkRequest } from './request/check.ts';
import type { CheckedRequest } from './request/check.ts';
import { requestNewKey } from './request/remedy.ts';
import type { SigningRequest } from './request/request.ts';
import { isValidName, subjectText } from './request/subject.ts';
import { shown } from './text.ts';

/** Who gets the certificate, and for how long. */
export interface SignOptions {
  /** The only common name that the request may have: the name by which the course knows the sender. Any by default. */
  readonly for?: string;
  /**
   * Whether the certificate has extensions: uses of the key, and localhost as alternative name; true by default. Without them
   * it is of version 1, and a client that looks for the owner's name finds it in the common name.
   */
  readonly extensions?: boolean;
  /** How long the certificate is valid, in days, but never longer than the authority; 365 by default. */
  readonly days?: number;
}

/** A signed certificate, and what is worth knowing about it. */
export interface SignedCertificate {
  /** PEM. */
  readonly certificate: string;
  /** Hexadecimal. */
  readonly serial: string;
  readonly notAfter: Date;
  /** The part of the name that says who the certificate is for: `CN=Juliet`, `emailAddress=juliet@example.org`. */
  readonly namedBy: string;
  /** Parts of the requested name that are not in the certificate, because no one has verified them. */
  readonly leftOut: readonly string[];
}

/**
 * Signs a request with the authority of a folder, if the request is acceptable.
 *
 * @throws {AuthorityError} when it is not (`CA_REQUEST_…`, `CA_KEY_…`, `CA_SIGNATURE_…`, `CA_NAME_…`, `CA_ASKS_TO_SIGN`,
 *   `CA_ALTERNATIVE_NAME`, `CA_EXTENSION`): the register records these. Or when the folder or an option is not valid: the
 *   register does not record those.
 */
export async function signRequest(
  folder: string,
  file: Uint8Array,
  options: SignOptions = {},
): Promise<SignedCertificate> {
  const days = readDays(options.days ?? 365);
  if (options.for !== undefined && !isValidName(options.for, 64)) throw oddName(options.for);
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
    const hasExtensions = options.extensions ?? true;
    const der = leaf({ authority, authorityKey, request, serial, notBefore, notAfter, hasExtensions });
    const { subject } = request;
    const entry = {
      event: 'signed',
      time: new Date(now).toISOString(),
      for: orNull(options.for),
      subject: shown(nameText(subject.parts)),
      commonName: subject.name,
      serial: serial.toString('hex').toUpperCase(),
      fingerprint: fingerprint(der),
      publicKey: fingerprint(request.publicKey.export({ type: 'spki', format: 'der' })),
      notAfter: notAfter.toISOString(),
    } as const;
    await withLock(authority.paths.lock, () => {
      // Under the lock; otherwise two people could get the same key signed at the same time.
      const owner = ownerOfKey(authority.paths.register, entry.publicKey);
      if (owner !== undefined && owner !== subject.name) throw keyOfAnother('someone else', subject.name);
      // First the register, then the certificate: so the register knows every certificate that exists.
      appendEntry(authority.paths.register, entry);
    });
    return {
      certificate: toPem('CERTIFICATE', der),
      serial: entry.serial,
      notAfter,
      namedBy: `${subject.namedBy}=${shown(subject.name)}`,
      leftOut: subject.leftOut,
    };
  } catch (error) {
    if (error instanceof AuthorityError && isOfRequest(error))
      await recordRefusal(authority.paths, { error, file, time: now, allowed: options.for, seen });
    throw error;
  }
}

/** A request that was refused. */
interface Refusal {
  readonly error: AuthorityError;
  readonly file: Uint8Array;
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** The name that was allowed; undefined if any was. */
  readonly allowed: string | undefined;
  /** The request, if it could be read. */
  readonly seen: SigningRequest | undefined;
}

async function recordRefusal(
  paths: AuthorityPaths,
  { error, file, time, allowed, seen }: Refusal,
): Promise<void> {
  await withLock(paths.lock, () =>
    appendEntry(paths.register, {
      event: 'refused',
      time: new Date(time).toISOString(),
      for: orNull(allowed),
      subject: orNull(seen && subjectText(seen.subject)),
      publicKey: orNull(seen && fingerprint(seen.publicKey.whole)),
      request: createHash('sha256').update(file).digest('hex'),
      code: error.code,
      reason: error.message,
    }),
  );
}

/** In the register's JSON, null is what is not known. */
function orNull<T>(value: T | undefined): T | null {
  // oxlint-disable-next-line unicorn/no-null -- JSON has no undefined
  return value ?? null;
}

/** The student's certificate: for servers and clients of TLS, and for nothing else. */
function leaf(facts: {
  authority: AuthorityCertificate;
  authorityKey: KeyObject;
  request: CheckedRequest;
  serial: Buffer;
  notBefore: Date;
  notAfter: Date;
  hasExtensions: boolean;
}): Buffer {
  const { authority, authorityKey, request, serial, notBefore, notAfter, hasExtensions } = facts;
  const { publicKey } = request;
  return makeCertificate(
    {
      serial,
      issuer: authority.subject,
      subject: nameOf(request.subject.parts),
      notBefore,
      notAfter,
      publicKey,
      extensions: hasExtensions
        ? leafExtensions(publicKey, request.alternativeNames, authority.certificate.publicKey)
        : [],
    },
    authorityKey,
  );
}

/** Whether the request is at fault, and not the folder. */
function isOfRequest({ code }: AuthorityError): boolean {
  return !['CA_FILE', 'CA_BUSY'].includes(code);
}

function keyOfAnother(owner: string, name: string | undefined): AuthorityError {
  return new AuthorityError({
    code: 'CA_KEY_OF_ANOTHER',
    message: 'Someone else has the key in this request.',
    observed: `the key of ${owner}`,
    expected: 'a key that no one else has',
    hint: `Make your own key, and a request for it:\n${requestNewKey(name)}`,
  });
}

function oddName(name: string): AuthorityError {
  return new AuthorityError({
    code: 'CA_OPTION',
    message: 'This is not a valid common name.',
    observed: shown(name),
    expected: '1 to 64 visible characters, without *',
    hint: "Write the student's name after --for, as it should be in the certificate.",
  });
}

function expired(end: Date): AuthorityError {
  return new AuthorityError({
    code: 'CA_EXPIRED',
    message: "The authority's own certificate has expired, so it can no longer sign.",
    observed: `valid until ${end.toISOString()}`,
    expected: 'a date in the future',
    hint: 'Make a new authority in another folder: wireside ca init --dir …',
  });
}
