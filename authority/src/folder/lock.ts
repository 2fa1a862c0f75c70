/** One writer at a time: a lock that other processes see, and that does not outlive its holder. */
import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { AuthorityError } from '../authority-error.ts';
import { fileRefused, systemCode } from './paths.ts';

/** Holders keep it for a few milliseconds; one that takes so long is no holder any more, or on a broken disk. ms. */
const PATIENCE = 30_000;
/** No event tells that another process's lock is gone, so it is asked for again. ms. */
const AGAIN = 5;

/**
 * Calls `work` while nobody else does with the same lock; it may not wait for anything, so that the lock is held for
 * no longer than a few writes. Throws `CA_BUSY`, `CA_FILE`, and what `work` throws.
 */
export async function withLock<T>(lock: string, work: () => T): Promise<T> {
  const mine = `${lock}.${randomUUID()}`;
  const deadline = Date.now() + PATIENCE;
  try {
    writeFileSync(mine, JSON.stringify({ pid: process.pid, host: hostname(), id: mine }), { flag: 'wx' });
  } catch (error) {
    throw fileRefused(mine, error);
  }
  try {
    // A link appears with its contents, and only one of several can.
    while (!link(mine, lock)) {
      if (!removeIfDead(lock)) {
        if (Date.now() > deadline) throw busy(lock);
        await pause(AGAIN + Math.random() * AGAIN);
      }
    }
    try {
      return work();
    } finally {
      unlinkSync(lock);
    }
  } finally {
    unlinkSync(mine);
  }
}

function link(mine: string, lock: string): boolean {
  try {
    linkSync(mine, lock);
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw fileRefused(lock, error);
  }
}

/** Removes a lock whose holder was killed on this machine; false when it has to be waited for. */
function removeIfDead(lock: string): boolean {
  try {
    const text = readFileSync(lock, 'utf8');
    if (isAlive(text)) return false;
    // Away with it under another name: of several who found it dead, one succeeds, and can look what it took.
    const taken = `${lock}.${randomUUID()}`;
    renameSync(lock, taken);
    // Somebody else removed the dead one in between, and this is a new holder's: give it back.
    if (readFileSync(taken, 'utf8') !== text) link(taken, lock);
    unlinkSync(taken);
    return true;
  } catch (error) {
    if (error instanceof AuthorityError) throw error;
    // It went away by itself, or was removed by another: ask again.
    if (systemCode(error) === 'ENOENT') return true;
    throw fileRefused(lock, error);
  }
}

function isAlive(text: string): boolean {
  try {
    const { pid, host } = JSON.parse(text) as { pid: number; host: string };
    if (host !== hostname()) return true;
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, and is somebody else's. A text that is no JSON is nobody's.
    return systemCode(error) === 'EPERM';
  }
}

function busy(lock: string): AuthorityError {
  return new AuthorityError({
    code: 'CA_BUSY',
    message: `Another process has been writing to the register for ${PATIENCE / 1000} s.`,
    observed: `the lock ${lock}`,
    expected: 'a lock that goes away after some milliseconds',
    hint: `If no wireside and no course server is at work on this folder: rm '${lock}'`,
  });
}
