/** Evidence as text, and as the word by which `wireside show --at` takes it. */
import type { Evidence } from './evidence.ts';
import { escape } from './escape.ts';

/** `packet 8, call 5, line 2 of bob`. */
export function evidenceText(evidence: readonly Evidence[]): string {
  const one = (item: Evidence): string => {
    if ('line' in item)
      return `line ${item.line}${item.actor === undefined ? '' : ` of ${escape(item.actor)}`}`;
    if ('packet' in item) return `packet ${item.packet}`;
    return 'call' in item ? `call ${item.call}` : `peer ${item.peer}`;
  };
  return evidence.map(one).join(', ');
}

/** `packet:8`, `line:2@bob`. */
export function evidenceWord(item: Evidence): string {
  if ('line' in item) return `line:${item.line}${item.actor === undefined ? '' : `@${item.actor}`}`;
  if ('packet' in item) return `packet:${item.packet}`;
  return 'call' in item ? `call:${item.call}` : `peer:${item.peer}`;
}

/** What such a word points at; undefined if it is none. */
export function parseEvidence(word: string): Evidence | undefined {
  const [, kind, digits, actor] = /^(packet|call|peer|line):(\d{1,9})(?:@([\w.-]+))?$/.exec(word) ?? [];
  const n = Number(digits);
  if (kind === undefined || n === 0 || (actor !== undefined && kind !== 'line')) return undefined;
  if (kind === 'line') return { line: n, ...(actor === undefined ? {} : { actor }) };
  if (kind === 'packet') return { packet: n };
  return kind === 'call' ? { call: n } : { peer: n };
}
