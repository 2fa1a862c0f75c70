/** Findings with the words of their rules, as the page shows them. */
import type { Evidence } from '@wireside/trace';
import { findings, RUN_RULES } from '@wireside/trace';
import type { RuleWords, Severity } from '@wireside/wire';
import { CAPTURE_RULES, captureFindings } from '@wireside/wire';
import type { Opened } from './read-source.ts';

/** A finding of a run or of a capture. */
export interface FoundThing {
  /** Id of the rule. */
  readonly rule: string;
  readonly severity: Severity;
  readonly text: string;
  readonly change?: string;
  /** The one that decides first. */
  readonly evidence: readonly Evidence[];
  /** What the rule recognizes, what decides, and when it is silent. */
  readonly title: string;
  readonly source: string;
  readonly silent: string;
}

/** What is wrong, or suspicious, in what is open; what is wrong comes first. */
export function findingsOf({ model, capture }: Opened): FoundThing[] {
  const words = new Map<string, RuleWords>([...CAPTURE_RULES, ...RUN_RULES].map((rule) => [rule.id, rule]));
  const found =
    model === undefined
      ? captureFindings(capture).map(({ packets, ...one }) => ({
          ...one,
          evidence: packets.map((packet): Evidence => ({ packet })),
        }))
      : findings(model);
  return found
    .map(({ rule, severity, text, change, evidence }): FoundThing => {
      const { title = rule, source = '', silent = '' } = words.get(rule) ?? {};
      const advice = change === undefined ? {} : { change };
      return { rule, severity, text, ...advice, evidence, title, source, silent };
    })
    .toSorted((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity));
}

const ORDER: readonly Severity[] = ['wrong', 'suspicious', 'note'];
