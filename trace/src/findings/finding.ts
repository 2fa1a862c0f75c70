/** What a rule says about a run, and what a rule is. */
import type { Found, RuleWords, Severity } from '@wireside/wire';
import type { Evidence } from '../evidence.ts';
import type { RunView } from './run-view.ts';

/** Something wrong or suspicious that a rule recognized in a run, with its evidence. */
export interface Finding {
  /** Id of the rule. */
  readonly rule: string;
  readonly severity: Severity;
  /** The program that it is about; absent where it is about the network or about a peer. */
  readonly actor?: string;
  /** What went wrong, in one to three sentences; each claim names its call, its packet or its line. */
  readonly text: string;
  /** What to change, in one sentence; absent where the run does not tell. */
  readonly change?: string;
  /** What the text points at, the one that decides first; never empty. */
  readonly evidence: readonly Evidence[];
  /** tcp.stream, if it is about one connection. */
  readonly stream?: number;
}

/** What a rule found: {@link Finding} without the id, and with a severity only where it is not that of the rule. */
export type FoundInRun = Found<Finding>;

/** One rule: it finds one kind of fault, and stays silent where it is not certain. */
export interface Rule extends RuleWords {
  find(run: RunView): readonly FoundInRun[];
}
