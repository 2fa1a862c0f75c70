/** The one file that the page may write: the user has named it. Nothing that was changed elsewhere is overwritten. */
import { createHash } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { FileContent, Saved } from '@wireside/web/api';
import { UsageError } from '../../usage-error.ts';

/** Bytes of a file that the page's editor takes. */
export const MAX_TEXT = 1024 * 1024;

/** The path that a user means by a word: relative to where the command was started, `~/` is the home folder. */
export function pathOf(word: string): string {
  const path = word.trim();
  if (path === '') throw new UsageError('No file is named.', 'Write the path of your program.');
  return path.startsWith('~/') ? join(homedir(), path.slice(2)) : resolve(path);
}

/** Reads it. @throws {UsageError} when it cannot be read */
export function readOwn(path: string): FileContent {
  const bytes = bytesOf(path);
  const version = versionOf(bytes);
  if (bytes.length > MAX_TEXT) return { version };
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return text.includes('\0') ? { version } : { text, version };
  } catch {
    return { version };
  }
}

/** Writes it, if it is still what was edited, or is gone. @throws {UsageError} when it cannot be written */
export function saveOwn(path: string, text: string, version: string): Saved {
  const bytes = Buffer.from(text);
  if (statSync(path, { throwIfNoEntry: false }) !== undefined) {
    const now = readOwn(path);
    if (now.version !== version) return { isSaved: false, now };
  }
  attempt(path, 'written', () => writeFileSync(path, bytes));
  return { isSaved: true, version: versionOf(bytes) };
}

/** Makes an empty file where there is none. @throws {UsageError} when there is one, or it cannot be made */
export function makeOwn(path: string): void {
  attempt(path, 'made', () => writeFileSync(path, '', { flag: 'wx' }));
}

/** Its version; undefined while it is not there. */
export function ownVersion(path: string): string | undefined {
  try {
    return versionOf(readFileSync(path));
  } catch {
    return undefined;
  }
}

function bytesOf(path: string): Buffer {
  return attempt(path, 'read', () => {
    if (!statSync(path).isFile()) throw new UsageError(`${path} is not a file.`, 'Edit it elsewhere.');
    return readFileSync(path);
  });
}

function attempt<T>(path: string, what: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    throw new UsageError(`${path} cannot be ${what} (${code}).`, 'Check its name, and who may write there.');
  }
}

const versionOf = (bytes: Uint8Array): string =>
  createHash('sha256').update(bytes).digest('base64url').slice(0, 22);
