/** One writer at a time: a lock between processes, which does not outlive its holder. */
import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { AuthorityError } from '../authority-error.ts';
import { fileRefused, systemCode } from './paths.ts';

/** How long to wait for the lock. Holders keep it for a few milliseconds, unless the disk is broken. ms. */
const LOCK_TIMEOUT = 30_000;
/** How often to try again: no event reports that another process has released its lock. ms. */
const RETRY_INTERVAL = 5;

/**
 * Calls `work` while no other process does so with the same lock. `work` cannot wait for anything, so the lock is held for
 * a few writes only.
 *
 * @throws {AuthorityError} `CA_BUSY`, `CA_FILE`, and what `work` throws.
 */
export async function withLock<T>(lock: string, work: () => T): Promise<T> {
  const mine = `${lock}.${randomUUID()}`;
  const deadline = Date.now() + LOCK_TIMEOUT;
  try {
    writeFileSync(mine, JSON.stringify({ pid: process.pid, host: hostname(), id: mine }), { flag: 'wx' });
  } catch (error) {
    throw fileRefused(mine, error);
  }
  try {
    // A link appears together with its contents, and only one of several processes can make it.
    while (!link(mine, lock)) {
      if (!removeIfDead(lock)) {
        if (Date.now() > deadline) throw busy(lock);
        await pause(RETRY_INTERVAL + Math.random() * RETRY_INTERVAL);
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

/** Removes a lock whose holder was killed on this machine; false if its holder is alive. */
function removeIfDead(lock: string): boolean {
  try {
    const text = readFileSync(lock, 'utf8');
    if (isAlive(text)) return false;
    // Renamed first: of several processes that found the holder dead, one succeeds, and can check what it has taken.
    const taken = `${lock}.${randomUUID()}`;
    renameSync(lock, taken);
    // Another process removed the dead lock meanwhile, and this one belongs to a new holder: restore it.
    if (readFileSync(taken, 'utf8') !== text) link(taken, lock);
    unlinkSync(taken);
    return true;
  } catch (error) {
    if (error instanceof AuthorityError) throw error;
    // It was released, or another process removed it: try again.
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
    // EPERM: the process is alive and belongs to another user. Text that is not JSON belongs to no process.
    return systemCode(error) === 'EPERM';
  }
}

function busy(lock: string): AuthorityError {
  return new AuthorityError({
    code: 'CA_BUSY',
    message: `Another process has been writing to the register for ${LOCK_TIMEOUT / 1000} s.`,
    observed: `the lock ${lock}`,
    expected: 'a lock that is released after some milliseconds',
    hint: `If no other wireside process is using this folder: rm '${lock}'`,
  });
}
