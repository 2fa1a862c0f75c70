/** tshark as an oracle for captures made in tests; tests that need it are skipped by name where it is not installed. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RuleSet } from '../tcp/state.ts';

const answer = spawnSync('tshark', ['--version'], { encoding: 'utf8' });
const version = /\b(\d+)\.(\d+)\.\d+/.exec(answer.stdout ?? '');

/** Whether tshark is installed. */
export const hasTshark = version !== null;

/** The rule set of the tshark that is installed. */
export const tsharkRules: RuleSet =
  version && (Number(version[1]) > 4 || Number(version[2]) >= 4) ? '4.4' : '4.0';

/** What tshark prints about a capture with these arguments; its own settings, no name resolution, UTC. */
export function tshark(bytes: Uint8Array, args: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'wireside-tshark-'));
  try {
    const file = join(folder, 'made.pcapng');
    writeFileSync(file, bytes);
    return execFileSync('tshark', ['-n', '-r', file, ...args], {
      encoding: 'utf8',
      env: { ...process.env, WIRESHARK_CONFIG_DIR: folder, TZ: 'UTC', LC_ALL: 'C.UTF-8' },
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: 64 * 1024 * 1024,
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
