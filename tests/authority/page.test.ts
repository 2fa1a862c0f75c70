/** The commands in docs/certificates.md work, one after the other in an empty folder. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findTool } from '@wireside/bench/testing';
import { expect, it } from 'vitest';
import { inBash, TIMEOUT, ROOT } from '../command/wireside.ts';

const PAGE = readFileSync(join(ROOT, 'docs/certificates.md'), 'utf8');
const LINES = [...PAGE.matchAll(/```sh\n([^]*?)```/g)].flatMap(([, lines = '']) => lines.trim().split('\n'));

it.skipIf(findTool('openssl', process.env['PATH'] ?? '') === undefined)(
  'the commands in docs/certificates.md work',
  async () => {
    expect(LINES.length).toBeGreaterThan(8);
    const folder = mkdtempSync(join(tmpdir(), 'wireside-page-'));
    try {
      const { code, stdout, stderr } = await inBash(['set -e', `cd "${folder}"`, ...LINES].join('\n'));
      expect([code, stderr]).toEqual([0, expect.any(String)]);
      expect(stdout).toContain('server.crt: OK\n');
      expect(stdout).toContain('pair/server.pem: OK\n');
      expect(stdout).toContain('pathlen:0');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
  TIMEOUT,
);
