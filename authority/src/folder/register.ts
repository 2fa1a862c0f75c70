/** The register: what an authority signed and what it refused, one line of JSON each. Lines are only appended. */
import { closeSync, fstatSync, fsyncSync, openSync, readFileSync, readSync, writeSync } from 'node:fs';
import { fileRefused, systemCode } from './paths.ts';

/** A certificate that was signed. */
export interface SignedEntry {
  readonly event: 'signed';
  /** ISO 8601, UTC. */
  readonly time: string;
  /** The name that was allowed; null if any was. */
  readonly for: string | null;
  readonly subject: string;
  /** The common name, or the part that stands for it: from now on the key belongs to it. */
  readonly commonName: string;
  /** Hexadecimal, as `openssl x509 -serial` prints it. */
  readonly serial: string;
  /** SHA-256 of the certificate, and of its public key (SubjectPublicKeyInfo), as `AB:CD:…`. */
  readonly fingerprint: string;
  readonly publicKey: string;
  readonly notAfter: string;
}

/** A request that was refused. */
export interface RefusedEntry {
  readonly event: 'refused';
  readonly time: string;
  readonly for: string | null;
  /** null if the request could not be read that far, as for the key. */
  readonly subject: string | null;
  readonly publicKey: string | null;
  /** SHA-256 of the request file. */
  readonly request: string;
  /** The code and the message of the error. */
  readonly code: string;
  readonly reason: string;
}

/** A line of the register. */
export type RegisterEntry = SignedEntry | RefusedEntry;

/** The contents of a register. */
export interface Register {
  readonly entries: readonly RegisterEntry[];
  /** Numbers of the lines that cannot be read, for example because a power failure cut one off. */
  readonly unreadable: readonly number[];
}

/**
 * Appends a line, and waits until it is on the disk. Call it under the lock.
 *
 * @throws {AuthorityError} `CA_FILE`.
 */
export function appendEntry(register: string, entry: RegisterEntry): void {
  try {
    const file = openSync(register, 'a+', 0o600);
    try {
      const { size } = fstatSync(file);
      const last = Buffer.alloc(1);
      if (size > 0) readSync(file, last, 0, 1, size - 1);
      // A line that was cut off must not corrupt the next one.
      const before = size > 0 && last[0] !== 0x0a ? '\n' : '';
      writeSync(file, `${before}${JSON.stringify(entry)}\n`);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw fileRefused(register, error);
  }
}

/**
 * Reads the whole register.
 *
 * @throws {AuthorityError} `CA_FILE`.
 */
export function readRegister(register: string): Register {
  const entries: RegisterEntry[] = [];
  const unreadable: number[] = [];
  for (const [i, line] of readLines(register).entries()) {
    const entry = line === '' ? undefined : parse(line);
    if (entry !== undefined) entries.push(entry);
    else if (line !== '') unreadable.push(i + 1);
  }
  return { entries, unreadable };
}

/**
 * The common name that a key belongs to, by the key's fingerprint; undefined if it was never signed.
 *
 * @throws {AuthorityError} `CA_FILE`.
 */
export function ownerOfKey(register: string, publicKey: string): string | undefined {
  for (const line of readLines(register)) {
    // Most lines are about other keys, and need not be parsed.
    if (!line.includes(publicKey)) continue;
    const entry = parse(line);
    if (entry?.event === 'signed' && entry.publicKey === publicKey) return entry.commonName;
  }
  return undefined;
}

function readLines(register: string): string[] {
  try {
    return readFileSync(register, 'utf8').split('\n');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw fileRefused(register, error);
  }
}

function parse(line: string): RegisterEntry | undefined {
  try {
    const entry = JSON.parse(line) as RegisterEntry | null;
    return entry?.event === 'signed' || entry?.event === 'refused' ? entry : undefined;
  } catch {
    return undefined;
  }
}
