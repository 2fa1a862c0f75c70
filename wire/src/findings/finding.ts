/** What a rule says about a capture, and what a rule is. */
import type { Capture } from '../core/capture.ts';

/**
 * `wrong`: it harmed what a program was to do. `suspicious`: it probably will, or only looks like it. `note`: nothing is
 * wrong, but it explains what one sees.
 */
export type Severity = 'wrong' | 'suspicious' | 'note';

/** What the capture alone shows to be wrong, or suspicious. */
export interface CaptureFinding {
  /** Id of the rule. */
  readonly rule: string;
  readonly severity: Severity;
  /** What went wrong, in one to three sentences; each claim names its packet. */
  readonly text: string;
  /** What to change, in one sentence; absent where the capture does not tell who has to. */
  readonly change?: string;
  /** Packet numbers (frame.number), the one that decides first. */
  readonly packets: readonly number[];
  /** tcp.stream, if it is about one. */
  readonly stream?: number;
}

/** What a rule found; its id and its severity are added. */
export type Found<Finding extends { readonly rule: string; readonly severity: Severity }> = Omit<
  Finding,
  'rule' | 'severity'
> & { readonly severity?: Severity };

/** What people read about a rule, whatever it looks at. */
export interface RuleWords {
  /** Unique among all rules of captures and of runs; lower case with hyphens. */
  readonly id: string;
  readonly severity: Severity;
  /** What it recognizes, as the heading of its entry in the docs: `A receive that is taken for a message`. */
  readonly title: string;
  /** When it stays silent, in one or two sentences: what looks the same and is right, or is not certain. */
  readonly silent: string;
  /** What decides: `RFC 9293, 3.5.2`, `man 2 send`. */
  readonly source: string;
  /** Its text and its advice in one run, joined by a blank; a test holds it, with other numbers. */
  readonly example: string;
  /**
   * Ids of rules that say less about the same thing: on the same connection or, where one of the two is about none, about
   * the same program, their findings are left out of those of a run.
   */
  readonly over?: readonly string[];
}

/** One rule: it finds one kind of fault, and stays silent where it is not certain. */
export interface CaptureRule extends RuleWords {
  find(capture: Capture): readonly Found<CaptureFinding>[];
}
