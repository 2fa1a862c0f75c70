/** For tests: requests made by openssl, in a temporary folder. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Whether openssl is installed. */
export const HAS_OPENSSL = (process.env['PATH'] ?? '')
  .split(':')
  .some((folder) => existsSync(join(folder, 'openssl')));

/** A temporary folder, and openssl run in it. */
export class OpensslFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'wireside-authority-'));

  /** Runs openssl, and returns its standard output. */
  openssl(...args: string[]): string {
    return execFileSync('openssl', args, {
      cwd: this.path,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  read(name: string): Buffer {
    return readFileSync(join(this.path, name));
  }

  /** A request as PEM with a new key: the arguments after -newkey, and further arguments of `openssl req`. */
  request(newkey: readonly string[], subject: string, ...words: string[]): Buffer {
    this.openssl(
      'req', '-new', '-newkey', ...newkey, '-nodes', '-keyout', 'k', '-out', 'r', '-utf8', '-subj', subject, ...words,
    ); // prettier-ignore
    return this.read('r');
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
