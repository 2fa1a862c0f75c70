/** What the doctor reports: one object, the same for people, for programs (JSON) and for tests. */

/**
 * What was tried, in the order in which it is tried: later abilities stand on earlier ones.
 * `linux` the system itself · `tools` the commands · `namespaces` a user namespace for an ordinary user · `network` a
 * private network · `processes` private processes and /proc · `memory` a private folder in memory · `calls` the call
 * trace · `capture` the packets · `sandbox` · `ipv6` · `offload` packets of real size · `loss` · `delay` · `run` all of it.
 */
export type AbilityId =
  | 'linux'
  | 'tools'
  | 'namespaces'
  | 'network'
  | 'processes'
  | 'memory'
  | 'calls'
  | 'capture'
  | 'sandbox'
  | 'ipv6'
  | 'offload'
  | 'loss'
  | 'delay'
  | 'run';

/** A setting of this machine that explains what was seen. */
export interface Knob {
  name: string;
  value: string;
}

/** How trying one ability went. */
export interface Ability {
  id: AbilityId;
  title: string;
  /** `limited`: it fails, but the bench works without it. `blocked`: not tried, since another one failed first. */
  state: 'ok' | 'limited' | 'no' | 'blocked';
  /** What happened, in the tool's own words where it failed. */
  seen: string;
  /** The ability that must be mended first. */
  blockedBy?: AbilityId;
  knob?: Knob;
  /** What to type or do, the safest first; empty where it works or is blocked. */
  fixes: string[];
  /** What still works without it; empty where it works. */
  without: string;
  /** How long trying took. */
  milliseconds: number;
}

export interface Report {
  version: 1;
  /** Whether programs can be run and judged on this machine. */
  works: boolean;
  /** What this machine can do, in a sentence or two. */
  summary: string;
  machine: {
    system: string;
    kernel: string;
    architecture: string;
    user: string;
    /** What kind of container this runs in; absent where in none that is known. */
    container?: string;
    node: string;
  };
  abilities: Ability[];
}
