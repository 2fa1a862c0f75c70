/** The doctor, on made-up machines and on this one. */
import { describe, expect, it } from 'vitest';
import { itNeedsNamespaces } from '../testing.ts';
import type { Outcome } from './attempt.ts';
import { examine } from './examine.ts';
import type { Machine } from './examine.ts';
import { PROBES } from './probes.ts';
import type { Ability, AbilityId, Report } from './report.ts';
import type { SystemInfo } from './system-info.ts';
import { NEEDED_TOOLS } from './tools.ts';

const DEBIAN: SystemInfo = {
  platform: 'linux',
  architecture: 'x64',
  kernel: '6.1.0',
  name: 'Debian GNU/Linux 12 (bookworm)',
  isRoot: false,
  user: 'user 1000',
  isWsl1: false,
  settings: { 'user.max_user_namespaces': '96365' },
  confinedBy: [],
  isChroot: false,
  procMasks: [],
  hasModules: true,
  hasUnshareProfile: false,
};

/** A machine on which everything works except `failures`, without the tools in `missing`. */
function machine(
  failures: Partial<Record<AbilityId, string | Outcome>>,
  system: Partial<SystemInfo> = {},
  missing: readonly string[] = [],
): Machine {
  return {
    system: { ...DEBIAN, ...system },
    missing: NEEDED_TOOLS.filter(({ name }) => missing.includes(name)),
    hasTool: (name) => !missing.includes(name),
    attempt: async ({ id }) => {
      const failure = failures[id];
      if (failure === undefined) return { ok: true, seen: 'works' };
      return typeof failure === 'string' ? { ok: false, seen: failure } : failure;
    },
  };
}

function ability({ abilities }: Report, id: AbilityId): Ability {
  return abilities.find((one) => one.id === id)!;
}

const EPERM = 'unshare: unshare failed: Operation not permitted';

describe('examine', () => {
  it('has nothing to fix where everything works', async () => {
    const report = await examine(machine({}));
    expect(report.works).toBe(true);
    expect(report.abilities.map(({ id }) => id)).toEqual(PROBES.map(({ id }) => id));
    expect(
      report.abilities.every(
        ({ state, fixes, without }) => state === 'ok' && fixes.length + without.length === 0,
      ),
    ).toBe(true);
    expect(report.summary).toBe('The bench works here: it can run and judge programs on a private network.');
  });

  it('reports a failure once, and what needs the failed ability as blocked by it', async () => {
    const report = await examine(machine({ namespaces: EPERM }));
    expect(report.works).toBe(false);
    expect(report.abilities.filter(({ state }) => state === 'no').map(({ id }) => id)).toEqual([
      'namespaces',
    ]);
    const blocked = report.abilities.filter(({ state }) => state === 'blocked');
    expect(blocked.map(({ id }) => id)).toEqual(
      PROBES.map(({ id }) => id).filter((id) => !['linux', 'tools', 'namespaces'].includes(id)),
    );
    expect(new Set(blocked.map(({ blockedBy }) => blockedBy))).toEqual(new Set(['namespaces']));
    expect(ability(report, 'capture').seen).toBe('not tried: needs User namespaces');
    expect(report.summary).toContain('To fix first: user namespaces.');
  });

  it('names the packages of missing tools, and blocks only what needs them', async () => {
    const report = await examine(machine({ tools: 'missing: tcpdump, bwrap' }, {}, ['tcpdump', 'bwrap']));
    expect(ability(report, 'tools').fixes).toEqual([
      expect.stringMatching(/^sudo .*install.* tcpdump bubblewrap$/),
    ]);
    expect(ability(report, 'capture')).toMatchObject({
      state: 'blocked',
      blockedBy: 'tools',
      seen: 'not tried: needs tcpdump',
    });
    expect(ability(report, 'calls').state).toBe('ok');
    expect(ability(report, 'run')).toMatchObject({ state: 'blocked', blockedBy: 'tools' });
  });

  it('works, with limits, without loss and delay', async () => {
    const report = await examine(
      machine({
        delay: 'Error: Specified qdisc kind is unknown.',
        loss: 'Error: Could not process rule: Operation not supported',
      }),
    );
    expect(report.works).toBe(true);
    expect(ability(report, 'delay')).toMatchObject({ state: 'limited', fixes: ['sudo modprobe sch_netem'] });
    expect(ability(report, 'loss')).toMatchObject({ state: 'limited', fixes: ['sudo modprobe nf_tables'] });
    expect(report.summary).toContain('The bench works here, except: packet loss, delay.');
  });

  it('says on macOS and Windows that it needs Linux, how to get that, and what works without', async () => {
    for (const [platform, way] of [
      ['darwin', 'limactl'],
      ['win32', 'wsl --install'],
    ] as const) {
      const report = await examine(machine({ linux: `this is ${platform}` }, { platform, settings: {} }));
      expect(report.works).toBe(false);
      expect(ability(report, 'linux').fixes.join()).toContain(way);
      expect(report.abilities.slice(1).every(({ blockedBy }) => blockedBy === 'linux')).toBe(true);
      expect(report.summary).toContain('The bench needs Linux');
      expect(report.summary).toContain('You can still show recorded runs');
    }
  });

  it('treats an attempt that throws as one that failed', async () => {
    const broken = machine({});
    const report = await examine({
      ...broken,
      attempt: (probe) =>
        probe.id === 'run' ? Promise.reject(new Error('no agent')) : broken.attempt(probe),
    });
    expect(ability(report, 'run')).toMatchObject({ state: 'no', seen: 'Error: no agent' });
  });

  itNeedsNamespaces('works on this machine', async () => {
    const report = await examine();
    const bad = report.abilities.filter(({ state }) => state === 'no' || state === 'blocked');
    expect(bad).toEqual([]);
    expect(report.works).toBe(true);
  });
});
