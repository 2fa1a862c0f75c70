/** The keys of the page. Single characters, none with Ctrl, Alt or Meta: those belong to the browser and to screen readers. */
import type { KEYS_TEXTS } from '../texts/keys.ts';

/** Something that keys do. */
export interface KeyDescription {
  readonly id: keyof typeof KEYS_TEXTS.actions;
  readonly group: keyof typeof KEYS_TEXTS.groups;
  /** As the help shows them. */
  readonly keys: readonly string[];
}

/** All keys, in the order of the help. */
export const KEYS: readonly KeyDescription[] = [
  { id: 'down', group: 'look', keys: ['j', '↓'] },
  { id: 'up', group: 'look', keys: ['k', '↑'] },
  { id: 'filter', group: 'look', keys: ['/'] },
  { id: 'clear', group: 'look', keys: ['Esc'] },
  { id: 'next-point', group: 'wrong', keys: ['n'] },
  { id: 'previous-point', group: 'wrong', keys: ['N'] },
  { id: 'next-case', group: 'wrong', keys: [']'] },
  { id: 'previous-case', group: 'wrong', keys: ['['] },
  { id: 'compare', group: 'go', keys: ['c'] },
  { id: 'next-difference', group: 'go', keys: ['d'] },
  { id: 'previous-difference', group: 'go', keys: ['D'] },
  { id: 'tab', group: 'go', keys: ['1', '…', '9'] },
  { id: 'graphs', group: 'go', keys: ['g'] },
  { id: 'theme', group: 'page', keys: ['t'] },
  { id: 'help', group: 'page', keys: ['?'] },
];

/** What a key means that was pressed; undefined for those that mean nothing, and those that belong to others. */
export function meaningOf(event: KeyboardEvent): KeyDescription['id'] | { readonly tab: number } | undefined {
  // On many keyboards [ ] and others need AltGr, which some systems report as Ctrl and Alt.
  const isAltGr = event.getModifierState('AltGraph');
  if (event.metaKey || (!isAltGr && (event.ctrlKey || event.altKey)) || event.isComposing) return undefined;
  if (/^[1-9]$/.test(event.key)) return { tab: Number(event.key) };
  const name = event.key === 'Escape' ? 'Esc' : event.key;
  return KEYS.find(({ keys, id }) => id !== 'tab' && keys.includes(name))?.id;
}

/** Whether text is typed into what has the focus: no key means anything there. */
export function isField(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  if (target.closest('textarea, select, [contenteditable]:not([contenteditable="false"])') !== null)
    return true;
  const input = target.closest('input');
  return input !== null && !['button', 'checkbox', 'radio', 'range', 'submit', 'file'].includes(input.type);
}
