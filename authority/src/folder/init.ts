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
import { type Algorithm, makeKeys } from '../algorithm.ts';
import { AuthorityError } from '../authority-error.ts';
import { CLOCK_SKEW, DAY, makeCertificate, randomSerial } from '../certificate/certificate.ts';
import {
  authorityKeyIdentifier,
  basicConstraints,
  keyIdentifier,
  keyUsage,
  subjectKeyIdentifier,
} from '../certificate/extension.ts';
import { nameOf } from '../certificate/name.ts';
import { readDays } from '../days.ts';
import { OIDS } from '../der/oids.ts';
import { toPem } from '../pem.ts';
import { isSound } from '../request/subject.ts';
import { shown } from '../text.ts';
import { authorityPaths, fileRefused, systemCode } from './paths.ts';

/** What the authority is to be. */
export interface InitOptions {
  /** Its name, which every certificate of it shows as the issuer; "Wireside course authority" when nothing is said. */
  readonly name?: string;
  /** The kind of its key; P-256 when nothing is said. */
  readonly algorithm?: Algorithm;
  /** How long it holds, in days, and with it all that it signs; 1825, five years, when nothing is said. */
  readonly days?: number;
}

/** Makes the folder if need be, and the authority in it. Throws `CA_EXISTS`, `CA_OPTION`, `CA_FILE`. */
export async function initAuthority(folder: string, options: InitOptions = {}): Promise<void> {
  const { name = 'Wireside course authority', algorithm = 'p256' } = options;
  const days = readDays(options.days ?? 1825);
  if (!isSound(name, 64)) {
    throw new AuthorityError({
      code: 'CA_OPTION',
      message: 'An authority cannot have such a name.',
      observed: shown(name),
      expected: 'up to 64 characters that can be seen, without *',
      hint: "Write --name 'Networks 2026', or leave it out.",
    });
  }
  const paths = authorityPaths(folder);
  for (const path of [paths.key, paths.certificate, paths.register]) if (existsSync(path)) throw exists(path);

  const { publicKey, privateKey } = await makeKeys(algorithm);
  const subject = nameOf([{ oid: OIDS.commonName, text: name }]);
  const identifier = keyIdentifier(publicKey);
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
        basicConstraints(true),
        keyUsage('keyCertSign', 'cRLSign'),
        subjectKeyIdentifier(identifier),
        authorityKeyIdentifier(identifier),
      ],
    },
    privateKey,
  );
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw fileRefused(folder, error);
  }
  // The key first: of two who do this at once, only one gets past it, and the other has overwritten nothing.
  create(folder, paths.key, privateKey.export({ type: 'pkcs8', format: 'pem' }) as string, 0o600);
  create(folder, paths.certificate, toPem('CERTIFICATE', certificate), 0o644);
}

/** Writes a file that nobody sees before it is whole, and that replaces none. */
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
    message: 'There is an authority in this folder already, or a part of one; nothing was changed.',
    observed: path,
    expected: 'a folder without ca.key, ca.crt and register.ndjson',
    hint: 'Use it, or name another folder after --dir. What the old one signed can only be verified with its ca.crt.',
  });
}
