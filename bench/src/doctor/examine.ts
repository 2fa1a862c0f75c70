/** Examines this machine: tries each ability in turn, explains what failed, and says what the machine can do. */
import type { Outcome } from './attempt.ts';
import { explain } from './fixes.ts';
import { PROBES, type Probe } from './probes.ts';
import type { Ability, AbilityId, Report } from './report.ts';
import { readSurroundings, type Surroundings } from './surroundings.ts';
import { findTool } from '../tool-path.ts';
import { missingTools, type NeededTool } from './tools.ts';

/** What an examination stands on; all of it is this machine's unless a test says otherwise. */
export interface Machine {
  surroundings: Surroundings;
  missing: readonly NeededTool[];
  hasTool(name: string): boolean;
  attempt(probe: Probe): Promise<Outcome>;
}

/**
 * Tries each ability by doing it. Never throws, runs on every system, and is bounded in time: no attempt takes
 * more than some seconds. Nothing is changed on the machine.
 */
export async function examine(machine: Machine = thisMachine()): Promise<Report> {
  const { surroundings } = machine;
  const abilities: Ability[] = [];
  for (const probe of PROBES) abilities.push(await tryAbility(probe, machine, abilities));
  const works = abilities.some(({ id, state }) => id === 'run' && state === 'ok');
  return {
    version: 1,
    works,
    summary: summarise(abilities, works, surroundings),
    machine: {
      system: surroundings.system,
      kernel: surroundings.kernel,
      architecture: surroundings.architecture,
      user: surroundings.user,
      ...(surroundings.container === null ? {} : { container: surroundings.container }),
      node: process.version,
    },
    abilities,
  };
}

function thisMachine(): Machine {
  return {
    surroundings: readSurroundings(),
    missing: process.platform === 'linux' ? missingTools() : [],
    hasTool: (name) => findTool(name) !== null,
    attempt: (probe) => probe.attempt(),
  };
}

async function tryAbility(probe: Probe, machine: Machine, before: readonly Ability[]): Promise<Ability> {
  const { id, title, without } = probe;
  const find = (wanted: AbilityId): Ability | undefined => before.find((ability) => ability.id === wanted);
  const unmet = probe.after
    .flatMap((needed) => find(needed) ?? [])
    .find(({ state }) => state === 'no' || state === 'blocked');
  // A missing tool is told once, as what it is, and not again as a command that was not found.
  const missing = probe.tools.filter((name) => !machine.hasTool(name));
  const blocker = unmet ?? (missing.length > 0 ? find('tools') : undefined);
  if (blocker !== undefined) {
    const root = find(blocker.blockedBy ?? blocker.id) ?? blocker;
    const needs = unmet === undefined ? missing.join(', ') : root.title;
    const seen = `not tried: it needs ${needs}`;
    return { id, title, state: 'blocked', seen, blockedBy: root.id, fixes: [], without, milliseconds: 0 };
  }

  const since = performance.now();
  const { ok, seen, bearable } = await machine
    .attempt(probe)
    .catch((error: unknown): Outcome => ({ ok: false, seen: String(error) }));
  const milliseconds = Math.round(performance.now() - since);
  if (ok) return { id, title, state: 'ok', seen, fixes: [], without: '', milliseconds };
  const state = probe.optional || bearable === true ? 'limited' : 'no';
  const { surroundings, missing: missingOnes } = machine;
  const explanation = explain({ id, seen, surroundings, missing: missingOnes });
  return { id, title, state, seen, ...explanation, without, milliseconds };
}

/** What the machine can do, in words. */
function summarise(abilities: readonly Ability[], works: boolean, { platform }: Surroundings): string {
  const lacking = abilities.filter(({ state }) => state === (works ? 'limited' : 'no'));
  const names = lacking.map(({ title }) => title.toLowerCase()).join(', ');
  if (works) {
    if (lacking.length === 0)
      return 'The bench works here: programs are run and judged on a private network.';
    return `The bench works here, but for: ${names}. Cases that need it are inconclusive, and never count against a program.`;
  }
  const rest =
    'Recorded runs can be shown here (wireside show) and the peers serve on the real network (wireside peer).';
  if (platform !== 'linux') {
    return `The bench needs Linux, so programs cannot be run and judged here. ${rest}`;
  }
  return `The bench does not work here; what has to be mended first: ${names}. ${rest}`;
}
