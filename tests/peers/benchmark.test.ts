/** The benchmark of the peers runs with few clients, and every conversation in it is correct; no figure is checked. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT, start } from '../command/wireside.ts';

test('a small crowd, conversations and floods over each transport', { timeout: 600_000 }, async () => {
  const main = join(ROOT, 'benchmarks/dist/peers/main.js');
  const { code, stdout, stderr } = await start([process.execPath, main, 'quick']).said;
  expect(stderr).toBe('');
  expect(code).toBe(0);
  expect(stdout.match(/clients connected within +\S+ s/g)).toHaveLength(3);
  expect(stdout.match(/^flood /gm)).toHaveLength(4);
});
