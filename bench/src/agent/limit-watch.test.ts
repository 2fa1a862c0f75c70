/** Which limit a program exceeds, by what is seen of it. */
import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../limits.ts';
import { LimitWatch } from './limit-watch.ts';
import { SandboxProcesses } from './processes.ts';

it('takes nothing for inactivity while the tools still start the program', () => {
  let hasBegun = false;
  const watch = new LimitWatch({
    limits: { ...DEFAULT_LIMITS, idle: 0.001 },
    workspace: tmpdir(),
    processes: new SandboxProcesses(),
    activity: () => ({ progress: 0, output: 0, readsAtEnd: 0 }),
    hasBegun: () => hasBegun,
    otherActivity: () => 0,
  });
  for (const until = performance.now() + 20; performance.now() < until;)
    expect(watch.check()).toBeUndefined();
  hasBegun = true;
  let limit;
  while (limit === undefined) limit = watch.check();
  expect(limit).toBe('idle');
});
