/** Makes a course's own authority in a folder. */
import { randomUUID } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { makeKeys } from '../algorithm.ts';
import type { Algorithm } from '../algorithm.ts';
import { AuthorityError } from '../authority-error.ts';
import { authorityCertificate } from '../certificate/usual.ts';
import { readDays } from '../days.ts';
import { toPem } from '../pem.ts';
import { isValidName } from '../request/subject.ts';
import { shown } from '../text.ts';
import { authorityPaths, fileRefused, systemCode } from './paths.ts';

/** The properties of a new authority. */
export interface InitOptions {
  /** Its name, the issuer of all its certificates; "Wireside course authority" by default. */
  readonly name?: string;
  /** The kind of its key; P-256 by default. */
  readonly algorithm?: Algorithm;
  /** How long it is valid, in days, and with it all that it signs; 1825 by default, five years. */
  readonly days?: number;
}

/**
 * Makes an authority, and its folder if necessary.
 *
 * @throws {AuthorityError} `CA_EXISTS`, `CA_OPTION`, `CA_FILE`.
 */
export async function initAuthority(folder: string, options: InitOptions = {}): Promise<void> {
  const { name = 'Wireside course authority', algorithm = 'p256' } = options;
  const days = readDays(options.days ?? 1825);
  if (!isValidName(name, 64)) {
    throw new AuthorityError({
      code: 'CA_OPTION',
      message: 'This is not a valid name for an authority.',
      observed: shown(name),
      expected: '1 to 64 visible characters, without *',
      hint: "For example: --name 'Networks 2026'. Or leave it out for the default.",
    });
  }
  const paths = authorityPaths(folder);
  for (const path of [paths.key, paths.certificate, paths.register]) if (existsSync(path)) throw exists(path);

  const keys = await makeKeys(algorithm);
  const certificate = authorityCertificate(keys, name, days);
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw fileRefused(folder, error);
  }
  // The key first: if two processes do this at the same time, one of them fails here and has overwritten nothing.
  create(folder, paths.key, keys.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string, 0o600);
  create(folder, paths.certificate, toPem('CERTIFICATE', certificate), 0o644);
}

/** Writes a file that becomes visible only when it is complete, and never replaces another one. */
function create(folder: string, path: string, text: string, mode: number): void {
  const draft = join(folder, `.${randomUUID()}`);
  try {
    const file = openSync(draft, 'wx', mode);
    try {
      writeSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    try {
      linkSync(draft, path);
    } finally {
      unlinkSync(draft);
    }
  } catch (error) {
    throw systemCode(error) === 'EEXIST' ? exists(path) : fileRefused(path, error);
  }
}

function exists(path: string): AuthorityError {
  return new AuthorityError({
    code: 'CA_EXISTS',
    message: 'This folder already contains an authority, or a part of one. Nothing was changed.',
    observed: path,
    expected: 'a folder without ca.key, ca.crt and register.ndjson',
    hint: 'Use it, or give another folder with --dir. Only its ca.crt can verify what it has signed.',
  });
}
