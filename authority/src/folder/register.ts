/** The register: what an authority signed and what it refused, one line of JSON each, to which lines are only added. */
import { closeSync, fstatSync, fsyncSync, openSync, readFileSync, readSync, writeSync } from 'node:fs';
import { fileRefused, systemCode } from './paths.ts';

/** A certificate that was signed. */
export interface SignedEntry {
  readonly event: 'signed';
  /** ISO 8601, UTC. */
  readonly time: string;
  /** Whom the course system allowed it; null where nobody said. */
  readonly for: string | null;
  readonly subject: string;
  /** Whom the key belongs to from now on: the common name. */
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
  /** Null where the request cannot be read that far; so with the key. */
  readonly subject: string | null;
  readonly publicKey: string | null;
  /** SHA-256 of the file that was handed in. */
  readonly request: string;
  /** Code and sentence of the error. */
  readonly code: string;
  readonly reason: string;
}

/** A line of the register. */
export type RegisterEntry = SignedEntry | RefusedEntry;

/** A register as it was read. */
export interface Register {
  readonly entries: readonly RegisterEntry[];
  /** Numbers of the lines that cannot be read, such as one that was cut off by a power failure. */
  readonly unreadable: readonly number[];
}

/** Adds a line, which is on the disk afterwards. To be called under the lock. Throws `CA_FILE`. */
export function appendEntry(register: string, entry: RegisterEntry): void {
  try {
    const file = openSync(register, 'a+', 0o600);
    try {
      const { size } = fstatSync(file);
      const last = Buffer.alloc(1);
      if (size > 0) readSync(file, last, 0, 1, size - 1);
      // A line that was cut off must not spoil the next one.
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

/** Reads all of it. Throws `CA_FILE`. */
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

/** To whom the register gave a key, by the key's fingerprint; undefined where it has never been signed. Throws `CA_FILE`. */
export function ownerOfKey(register: string, publicKey: string): string | undefined {
  for (const line of readLines(register)) {
    // Most lines are of other keys, and need not be parsed.
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
