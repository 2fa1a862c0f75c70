/** The files of an authority's folder, and the error when the system refuses one of them. */
import { join } from 'node:path';
import { AuthorityError } from '../authority-error.ts';

/** Where each file of an authority is. */
export interface AuthorityPaths {
  /** The authority's certificate, PEM: clients trust it, so everyone may have it. */
  readonly certificate: string;
  /** Its private key, PKCS #8 in PEM: only its owner may read it. */
  readonly key: string;
  /** What was signed and what was refused, one line of JSON each. */
  readonly register: string;
  /** Exists while a process writes to the register. */
  readonly lock: string;
}

/** The paths of the authority in a folder. */
export function authorityPaths(folder: string): AuthorityPaths {
  return {
    certificate: join(folder, 'ca.crt'),
    key: join(folder, 'ca.key'),
    register: join(folder, 'register.ndjson'),
    lock: join(folder, 'lock'),
  };
}

/** The system's code of an error, such as ENOENT. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}

/** An error of the file system as an AuthorityError. */
export function fileRefused(path: string, error: unknown): AuthorityError {
  return new AuthorityError({
    code: 'CA_FILE',
    message: `The system refused access to ${path}.`,
    observed: systemCode(error) ?? String(error),
    expected: 'a folder and files that you may read and write',
    hint: `Check its owner and permissions: ls -ld '${path}'`,
  });
}
