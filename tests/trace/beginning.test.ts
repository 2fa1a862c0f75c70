/** `openBeginning`: what a first screen reads of a long run. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ladder } from '@wireside/trace';
import { openBeginning, openModel } from '@wireside/trace/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeRecording } from '../../benchmarks/trace/recording.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wireside-beginning-'));
  for (const [file, bytes] of makeRecording({ connections: 20, exchanges: 450, datagrams: 500 })) {
    writeFileSync(join(folder, file), bytes);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the beginning of a long run', () => {
  it('has the first rows of the whole, and counts what it leaves out', async () => {
    const limit = 60;
    const whole = await openModel(folder);
    const beginning = await openBeginning(folder, 8000);
    const drawn = ladder(beginning!.model, { limit, left: beginning!.left });
    const expected = ladder(whole, { limit });
    expect(drawn.rows.slice(0, limit)).toEqual(expected.rows.slice(0, limit));
    expect(drawn.rows.at(-1)?.kind).toBe('more');
    const count = ({ trace }: typeof whole): number => trace.calls.length + trace.capture.count;
    expect(count(beginning!.model)).toBeLessThan(count(whole) / 2);
    expect(count(beginning!.model) + beginning!.left).toBe(count(whole));
  });

  it('is not opened of a run that is not long, or of which all is asked for', async () => {
    expect(await openBeginning(folder, 1e6)).toBeUndefined();
    expect(
      await openBeginning(join(import.meta.dirname, '../../trace/fixtures/version-1-correct'), 1),
    ).toBeUndefined();
  });
});
