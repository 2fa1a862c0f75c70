/** The files of an authority's folder, and what is said when the system refuses one of them. */
import { join } from 'node:path';
import { AuthorityError } from '../authority-error.ts';

/** Where each file of an authority is. */
export interface AuthorityPaths {
  /** The authority's certificate, PEM: what clients trust; to be handed out. */
  readonly certificate: string;
  /** Its private key, PKCS #8 in PEM: to be read by its owner only. */
  readonly key: string;
  /** What was signed and what was refused, a line of JSON each. */
  readonly register: string;
  /** There while somebody writes to the register. */
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

/** The system's own code of an error, such as ENOENT. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}

/** An error of the file system as one of the user's. */
export function fileRefused(path: string, error: unknown): AuthorityError {
  return new AuthorityError({
    code: 'CA_FILE',
    message: `The system refuses ${path}.`,
    observed: systemCode(error) ?? String(error),
    expected: 'a folder and files that you may read and write',
    hint: `See whose it is: ls -ld '${path}'`,
  });
}
