/** Examines this machine: tries each ability, explains what failed, and sums up what works. */
import type { Outcome } from './attempt.ts';
import { explain } from './fixes.ts';
import { PROBES } from './probes.ts';
import type { Probe } from './probes.ts';
import type { Ability, AbilityId, Report } from './report.ts';
import { readSystemInfo } from './system-info.ts';
import type { SystemInfo } from './system-info.ts';
import { findTool } from '../tool-path.ts';
import { missingTools } from './tools.ts';
import type { NeededTool } from './tools.ts';

/** The machine that is examined: this one, or one that a test makes up. */
export interface Machine {
  readonly system: SystemInfo;
  /** Tools that are not installed. */
  readonly missing: readonly NeededTool[];
  /** Whether a tool is installed. */
  hasTool(name: string): boolean;
  /** Tries a probe's ability. */
  attempt(probe: Probe): Promise<Outcome>;
}

/**
 * Tries each ability by using it. Works on every system, never throws, and changes nothing on the machine. Each attempt
 * takes a few seconds at most.
 */
export async function examine(machine: Machine = thisMachine()): Promise<Report> {
  const { system } = machine;
  const abilities: Ability[] = [];
  for (const probe of PROBES) abilities.push(await tryAbility(probe, machine, abilities));
  const works = abilities.some(({ id, state }) => id === 'run' && state === 'ok');
  return {
    version: 1,
    works,
    summary: summarize(abilities, works, system),
    machine: {
      system: system.name,
      kernel: system.kernel,
      architecture: system.architecture,
      user: system.user,
      ...(system.container === undefined ? {} : { container: system.container }),
      node: process.version,
    },
    abilities,
  };
}

function thisMachine(): Machine {
  return {
    system: readSystemInfo(),
    missing: process.platform === 'linux' ? missingTools() : [],
    hasTool: (name) => findTool(name) !== undefined,
    attempt: (probe) => probe.attempt(),
  };
}

async function tryAbility(probe: Probe, machine: Machine, before: readonly Ability[]): Promise<Ability> {
  const { id, title, without } = probe;
  const find = (wanted: AbilityId): Ability | undefined => before.find((ability) => ability.id === wanted);
  const unmet = probe.after
    .flatMap((needed) => find(needed) ?? [])
    .find(({ state }) => state === 'no' || state === 'blocked');
  // A missing tool is reported once, as missing, and not again as a command that failed.
  const missing = probe.tools.filter((name) => !machine.hasTool(name));
  const blocker = unmet ?? (missing.length > 0 ? find('tools') : undefined);
  if (blocker !== undefined) {
    const root = find(blocker.blockedBy ?? blocker.id) ?? blocker;
    const needs = unmet === undefined ? missing.join(', ') : root.title;
    const seen = `not tried: needs ${needs}`;
    return { id, title, state: 'blocked', seen, blockedBy: root.id, fixes: [], without, milliseconds: 0 };
  }

  const since = performance.now();
  const { ok, seen, isOptional } = await machine
    .attempt(probe)
    .catch((error: unknown): Outcome => ({ ok: false, seen: String(error) }));
  const milliseconds = Math.round(performance.now() - since);
  if (ok) return { id, title, state: 'ok', seen, fixes: [], without: '', milliseconds };
  const state = probe.optional || isOptional === true ? 'limited' : 'no';
  const explanation = explain({ id, seen, system: machine.system, missing: machine.missing });
  return { id, title, state, seen, ...explanation, without, milliseconds };
}

/** What works on the machine, in words. */
function summarize(abilities: readonly Ability[], works: boolean, { platform }: SystemInfo): string {
  const lacking = abilities.filter(({ state }) => state === (works ? 'limited' : 'no'));
  const names = lacking.map(({ title }) => title.toLowerCase()).join(', ');
  if (works) {
    if (lacking.length === 0)
      return 'The bench works here: it can run and judge programs on a private network.';
    return `The bench works here, except: ${names}. Cases that need it are inconclusive, and never count against a program.`;
  }
  const rest =
    'You can still show recorded runs (wireside show), and run the servers and clients on the real network (wireside serve, wireside client).';
  if (platform !== 'linux') {
    return `The bench needs Linux, so it cannot run and judge programs here. ${rest}`;
  }
  return `The bench does not work here. To fix first: ${names}. ${rest}`;
}
