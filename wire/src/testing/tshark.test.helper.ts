/** tshark as an oracle for captures made in tests; tests that need it are skipped by name if it is not installed. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RuleSet } from '../tcp-analysis/state.ts';

const answer = spawnSync('tshark', ['--version'], { encoding: 'utf8' });
const version = /\b(\d+)\.(\d+)\.\d+/.exec(answer.stdout ?? '');

/** Whether tshark is installed. */
export const hasTshark = version !== null;

/** Whether it has the version that the tests of fields were written for. */
export const hasTshark40 = version?.[0].startsWith('4.0.') ?? false;

/** The rule set of the installed tshark. */
export const tsharkRules: RuleSet =
  version && (Number(version[1]) > 4 || Number(version[2]) >= 4) ? '4.4' : '4.0';

/**
 * tshark's output for a capture, given by its bytes or its path, with these arguments; default settings, no name
 * resolution, UTC.
 */
export function tshark(capture: Uint8Array | string, args: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'wireside-tshark-'));
  try {
    const file = typeof capture === 'string' ? capture : join(folder, 'made.pcapng');
    if (typeof capture !== 'string') writeFileSync(file, capture);
    return execFileSync('tshark', ['-n', '-r', file, ...args], {
      encoding: 'utf8',
      env: { ...process.env, WIRESHARK_CONFIG_DIR: folder, TZ: 'UTC', LC_ALL: 'C.UTF-8' },
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: 512 * 1024 * 1024,
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A table of what tshark knows, such as `fields`: the columns of each line. */
function glossary(name: string): string[][] {
  return execFileSync('tshark', ['-G', name], {
    encoding: 'utf8',
    maxBuffer: 512 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
    .split('\n')
    .map((line) => line.split('\t'));
}

/** The first port that Linux gives to a client which asked for none; see ip_local_port_range in ip(7). */
const FIRST_EPHEMERAL_PORT = 32_768;
let ephemeralServices: readonly string[] | undefined;

/**
 * Arguments that keep tshark from decoding a live conversation as a service that is registered at the port which the
 * client was given, such as EtherCAT at 34980.
 */
export function withoutEphemeralServices(): readonly string[] {
  ephemeralServices ??= glossary('decodes')
    .filter(
      ([table, port]) => /^(?:tcp|udp)\.port$/.test(table ?? '') && Number(port) >= FIRST_EPHEMERAL_PORT,
    )
    .map(([, , protocol]) => protocol ?? '');
  return [...new Set(ephemeralServices)].flatMap((service) => ['--disable-protocol', service]);
}

/** Names of all fields and protocols that the installed tshark knows, with the types of the fields. */
export function tsharkFields(): Map<string, string> {
  const fields = glossary('fields').filter(([kind]) => kind === 'F');
  return new Map([
    ...glossary('protocols').map(([, , name]) => [name ?? '', 'FT_PROTOCOL'] as const),
    ...fields.map(([, , name, type]) => [name ?? '', type ?? ''] as const),
  ]);
}
