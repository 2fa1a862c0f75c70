/** Makes a long ladder short: sequences of drafts that are much the same become one entry, which knows all of them. */
import type { Evidence } from '../evidence.ts';
import type { Item } from './item.ts';
import type { Draft } from './merge.ts';

/** Several drafts that are drawn as one row. */
export class Fold {
  readonly drafts: readonly Draft[];
  readonly isProbing: boolean;
  /** Whether all of them are ordinary, so that it may be folded again. */
  readonly isOrdinary: boolean;

  constructor(drafts: readonly Draft[], isProbing: boolean) {
    this.drafts = drafts;
    this.isProbing = isProbing;
    this.isOrdinary = !isProbing && drafts.every((draft) => draft.isOrdinary);
  }

  /** µs since the epoch: the first of them. */
  get at(): number {
    return this.drafts[0]!.at;
  }
}

/** What becomes one row. */
export type Entry = Draft | Fold;

/** How many rows a sequence needs to be folded, and how many of them stay at its two ends. */
interface FoldRule {
  readonly min: number;
  readonly head: number;
  readonly tail: number;
  /** What an entry has in common with the next ones; undefined for one that is never folded. */
  readonly key: (entry: Entry) => string | undefined;
  readonly isProbing?: true;
}

/** Rows around what must be visible that are never folded. */
const AROUND = 4;

/**
 * Replaces the middle of each long sequence of similar drafts by one fold.
 * @param gap sequences do not go on over gaps of this length, µs
 * @param keep what is never folded
 */
export function foldRuns(drafts: readonly Draft[], gap: number, keep: readonly Evidence[]): readonly Entry[] {
  const kept = keptDrafts(drafts, keep);
  const free = (entry: Entry): entry is Draft => !(entry instanceof Fold) && !kept.has(entry);
  const rules: readonly FoldRule[] = [
    {
      min: 1,
      head: 0,
      tail: 0,
      isProbing: true,
      key: (entry) => (free(entry) ? probingKey(entry) : undefined),
    },
    { min: 6, head: 2, tail: 1, key: (entry) => (free(entry) ? likeness(entry) : undefined) },
    {
      min: 32,
      head: 12,
      tail: 6,
      key: (entry) =>
        entry.isOrdinary && (entry instanceof Fold || !kept.has(entry)) ? 'ordinary' : undefined,
    },
  ];
  return rules.reduce<readonly Entry[]>((entries, rule) => foldBy(entries, gap, rule), drafts);
}

function foldBy(entries: readonly Entry[], gap: number, rule: FoldRule): readonly Entry[] {
  const { min, head, tail, key, isProbing = false } = rule;
  const result: Entry[] = [];
  let own = entries.length > 0 ? key(entries[0]!) : undefined;
  for (let from = 0; from < entries.length;) {
    let to = from + 1;
    let before = lastTime(entries[from]!);
    let other: string | undefined;
    for (; to < entries.length; to++) {
      const next = entries[to]!;
      other = key(next);
      if (own === undefined || other !== own || next.at - before >= gap) break;
      before = lastTime(next);
    }
    if (own === undefined || to - from < min) for (let i = from; i < to; i++) result.push(entries[i]!);
    else {
      for (let i = from; i < from + head; i++) result.push(entries[i]!);
      result.push(new Fold(draftsIn(entries, from + head, to - tail), isProbing));
      for (let i = to - tail; i < to; i++) result.push(entries[i]!);
    }
    from = to;
    own = other;
  }
  return result;
}

const lastTime = (entry: Entry): number => (entry instanceof Fold ? entry.drafts.at(-1)!.at : entry.at);

/** The drafts of some entries. */
function draftsIn(entries: readonly Entry[], from: number, to: number): Draft[] {
  const drafts: Draft[] = [];
  for (let i = from; i < to; i++) {
    const entry = entries[i]!;
    if (entry instanceof Fold) for (const draft of entry.drafts) drafts.push(draft);
    else drafts.push(entry);
  }
  return drafts;
}

function probingKey({ main }: Draft): string | undefined {
  return main.isProbing ? `probing ${main.column}` : undefined;
}

/**
 * What a draft has in common with the next one of its kind: the same call with the same result, one more packet the same
 * way, or any call that only waits, such as the poll() and recv() of a loop that finds nothing.
 */
function likeness({ main, beside }: Draft): string | undefined {
  if (beside.length > 0) return undefined;
  const { likeness: own } = main;
  if (own === '') return undefined;
  return main.isIdle ? `idle ${main.column}` : own;
}

/** The drafts that show what must be visible, and those around them. */
function keptDrafts(drafts: readonly Draft[], keep: readonly Evidence[]): ReadonlySet<Draft> {
  const kept = new Set<Draft>();
  if (keep.length === 0) return kept;
  const shows = evidenceTest(keep);
  drafts.forEach((draft, i) => {
    if (!shows(draft)) return;
    for (const near of drafts.slice(Math.max(0, i - AROUND), i + AROUND + 1)) kept.add(near);
  });
  return kept;
}

/** Index of the first entry that shows what must be visible, or -1. */
export function focusOf(entries: readonly Entry[], keep: readonly Evidence[]): number {
  if (keep.length === 0) return -1;
  const shows = evidenceTest(keep);
  return entries.findIndex((entry) => !(entry instanceof Fold) && shows(entry));
}

/** Whether a draft shows any of several pieces of evidence. */
export function evidenceTest(keep: readonly Evidence[]): (draft: Draft) => boolean {
  const wanted = new Set(keep.map(evidenceKey));
  const isWanted = ({ kind, n, call, lineActor, lastLine }: Item): boolean => {
    if (kind === 'line') {
      for (let line = n; line <= lastLine; line++)
        if (wanted.has(`line ${line} ${lineActor ?? ''}`)) return true;
    }
    return wanted.has(`${kind} ${n}`) || (call > 0 && wanted.has(`call ${call}`));
  };
  return ({ main, beside, acked }) =>
    isWanted(main) || beside.some(isWanted) || (acked > 0 && wanted.has(`packet ${acked}`));
}

function evidenceKey(evidence: Evidence): string {
  if ('packet' in evidence) return `packet ${evidence.packet}`;
  if ('call' in evidence) return `call ${evidence.call}`;
  if ('peer' in evidence) return `peer ${evidence.peer}`;
  return `line ${evidence.line} ${evidence.actor ?? ''}`;
}
