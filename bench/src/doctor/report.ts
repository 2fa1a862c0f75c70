/** The doctor's report: one object, from which the text and the JSON are made. */

/** The abilities, in the order in which they are tried: later ones need earlier ones. */
export type AbilityId =
  /** The operating system and the processor. */
  | 'linux'
  /** The system's tools. */
  | 'tools'
  /** A user namespace of an ordinary user. */
  | 'namespaces'
  /** A private network. */
  | 'network'
  /** Private processes, and their /proc. */
  | 'processes'
  /** A private folder in memory. */
  | 'memory'
  /** The trace of system calls. */
  | 'calls'
  /** The capture of packets. */
  | 'capture'
  | 'sandbox'
  | 'ipv6'
  /** Packets as large as on a real network. */
  | 'offload'
  | 'loss'
  | 'delay'
  /** Everything together. */
  | 'run';

/** A setting of this machine that explains what was seen. */
export interface Knob {
  readonly name: string;
  readonly value: string;
}

/** How trying one ability went. */
export interface Ability {
  readonly id: AbilityId;
  readonly title: string;
  /** `limited`: it fails, but the bench works without it. `blocked`: not tried, because it needs one that failed. */
  readonly state: 'ok' | 'limited' | 'no' | 'blocked';
  /** What happened: the tool's own error message when it failed. */
  readonly seen: string;
  /** The ability that must be fixed first. */
  readonly blockedBy?: AbilityId;
  /** The setting that explains the failure, where one does. */
  readonly knob?: Knob;
  /** What to type or do, the safest first; empty when it works or is blocked. */
  readonly fixes: readonly string[];
  /** What works without it; empty when it works. */
  readonly without: string;
  /** How long the attempt took. */
  readonly milliseconds: number;
}

/** What an examination found. */
export interface Report {
  readonly version: 1;
  /** Whether the bench can run and judge programs on this machine. */
  readonly works: boolean;
  /** What works on this machine, in a sentence or two. */
  readonly summary: string;
  readonly machine: {
    /** Name of the distribution or of the system. */
    readonly system: string;
    readonly kernel: string;
    readonly architecture: string;
    readonly user: string;
    /** The kind of container that this runs in; absent when there is none, or an unknown one. */
    readonly container?: string;
    /** Version of Node. */
    readonly node: string;
  };
  readonly abilities: readonly Ability[];
}
