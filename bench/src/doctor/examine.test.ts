/** The doctor on machines that we make up, and once on this one. */
import { describe, expect, it } from 'vitest';
import { itNeedsNamespaces } from '../testing.ts';
import type { Outcome } from './attempt.ts';
import { examine, type Machine } from './examine.ts';
import { PROBES } from './probes.ts';
import type { Ability, AbilityId, Report } from './report.ts';
import type { Surroundings } from './surroundings.ts';
import { NEEDED_TOOLS } from './tools.ts';

const DEBIAN: Surroundings = {
  platform: 'linux',
  architecture: 'x64',
  kernel: '6.1.0',
  system: 'Debian GNU/Linux 12 (bookworm)',
  isRoot: false,
  user: 'user 1000',
  container: null,
  isWsl1: false,
  settings: { 'user.max_user_namespaces': '96365' },
  confinedBy: [],
  isChroot: false,
  procMasks: [],
  hasModules: true,
  hasUnshareProfile: false,
};

/** A machine on which all works but what is said, and without the tools that are said. */
function machine(
  failures: Partial<Record<AbilityId, string | Outcome>>,
  surroundings: Partial<Surroundings> = {},
  missing: readonly string[] = [],
): Machine {
  return {
    surroundings: { ...DEBIAN, ...surroundings },
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
  return abilities.find((one) => one.id === id) as Ability;
}

const EPERM = 'unshare: unshare failed: Operation not permitted';

describe('examine', () => {
  it('has nothing to mend where all works', async () => {
    const report = await examine(machine({}));
    expect(report.works).toBe(true);
    expect(report.abilities.map(({ id }) => id)).toEqual(PROBES.map(({ id }) => id));
    expect(
      report.abilities.every(
        ({ state, fixes, without }) => state === 'ok' && fixes.length + without.length === 0,
      ),
    ).toBe(true);
    expect(report.summary).toBe('The bench works here: programs are run and judged on a private network.');
  });

  it('tells a failure once: what stands on it is blocked by its name', async () => {
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
    expect(ability(report, 'capture').seen).toBe('not tried: it needs User namespaces');
    expect(report.summary).toContain('what has to be mended first: user namespaces');
  });

  it('names the packages of missing tools, and blocks only what uses them', async () => {
    const report = await examine(machine({ tools: 'missing: tcpdump, bwrap' }, {}, ['tcpdump', 'bwrap']));
    expect(ability(report, 'tools').fixes).toEqual([
      expect.stringMatching(/^sudo .*install.* tcpdump bubblewrap$/),
    ]);
    expect(ability(report, 'capture')).toMatchObject({
      state: 'blocked',
      blockedBy: 'tools',
      seen: 'not tried: it needs tcpdump',
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
    expect(report.summary).toContain('The bench works here, but for: packet loss, delay.');
  });

  it('says on macOS and Windows that Linux is needed, how to get it, and what works without', async () => {
    for (const [platform, way] of [
      ['darwin', 'limactl'],
      ['win32', 'wsl --install'],
    ] as const) {
      const report = await examine(machine({ linux: `this is ${platform}` }, { platform, settings: {} }));
      expect(report.works).toBe(false);
      expect(ability(report, 'linux').fixes.join()).toContain(way);
      expect(report.abilities.slice(1).every(({ blockedBy }) => blockedBy === 'linux')).toBe(true);
      expect(report.summary).toContain('The bench needs Linux');
      expect(report.summary).toContain('Recorded runs can be shown here');
    }
  });

  it('takes an attempt that throws for one that failed', async () => {
    const broken = machine({});
    const report = await examine({
      ...broken,
      attempt: (probe) =>
        probe.id === 'run' ? Promise.reject(new Error('no agent')) : broken.attempt(probe),
    });
    expect(ability(report, 'run')).toMatchObject({ state: 'no', seen: 'Error: no agent' });
  });

  itNeedsNamespaces('tries this machine by doing it', async () => {
    const report = await examine();
    const bad = report.abilities.filter(({ state }) => state === 'no' || state === 'blocked');
    expect(bad).toEqual([]);
    expect(report.works).toBe(true);
  });
});
