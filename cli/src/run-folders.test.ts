/** Where runs are kept: newest last, older ones removed, and never the same place twice. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { newRunFolder } from './run-folders.ts';

let state = '';
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'wireside-state-'));
  vi.stubEnv('XDG_STATE_HOME', state);
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 2, 3, 4, 5, 678) });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  rmSync(state, { recursive: true, force: true });
});

it('makes two folders within one second', () => {
  const first = newRunFolder('packetization');
  expect(basename(first)).toBe(`20260102T030405678-packetization-${process.pid}`);
  vi.advanceTimersByTime(1);
  expect(newRunFolder('packetization')).not.toBe(first);
});

it('keeps the newest twenty', () => {
  const made = Array.from({ length: 25 }, () => {
    vi.advanceTimersByTime(40);
    return basename(newRunFolder('run-true'));
  });
  expect(readdirSync(join(state, 'wireside', 'runs')).toSorted()).toEqual(made.slice(5));
});
