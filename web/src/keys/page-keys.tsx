/** Keys for everything: what they do, the help, and the line at the bottom that tells the most useful ones. */
import { useEffect, useRef, useState } from 'react';
import { addressOf, go, useAddress } from '../state/address.ts';
import { useSetting } from '../state/settings.ts';
import '../style/keys.css';
import { KEYS_TEXTS } from '../texts/keys.ts';
import { Help } from './help.tsx';
import type { KeyDescription } from './keys.ts';
import { isField, meaningOf } from './keys.ts';
import { runKey, useOffered } from './registry.ts';

/** Lists that understand j and k. */
const LISTS = '[role="grid"], [data-keys="list"]';
/** Where a filter is typed. */
const FILTERS = '.filter input, .filter [contenteditable="true"]';

/** Listens to the keys. @param isOpen whether something is open: then a line at the bottom tells the most useful ones */
export function PageKeys({ isOpen }: { isOpen: boolean }) {
  const [isHelp, setHelp] = useState(false);
  const [isOn, setOn] = useSetting('keys', 'on');
  const list = useRef<Element>(null);
  useEffect(() => {
    const focus = ({ target }: FocusEvent): void => {
      const found = target instanceof Element ? target.closest(LISTS) : undefined;
      if (found instanceof Element) list.current = found;
    };
    document.addEventListener('focusin', focus);
    return () => document.removeEventListener('focusin', focus);
  }, []);
  useEffect(() => {
    if (isOn !== 'on') return undefined;
    const press = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || isField(event.target) || document.querySelector('dialog[open]') !== null)
        return;
      const meaning = meaningOf(event);
      if (meaning === undefined) return;
      const isDone =
        meaning === 'help'
          ? (setHelp(true), true)
          : typeof meaning === 'object'
            ? goToTab(meaning.tab)
            : act(meaning, event, list);
      if (isDone) event.preventDefault();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [isOn]);
  return (
    <>
      {isOpen && <KeyLine onHelp={() => setHelp(true)} isOn={isOn === 'on'} />}
      {isHelp && (
        <Help isOn={isOn === 'on'} onOn={(on) => setOn(on ? 'on' : 'off')} onClose={() => setHelp(false)} />
      )}
    </>
  );
}

/** Does what a key means; false if that cannot be done now. */
function act(id: KeyDescription['id'], event: KeyboardEvent, last: { current: Element | null }): boolean {
  switch (id) {
    case 'down':
    case 'up':
      return moveIn(event, last.current);
    case 'filter': {
      const field = [...document.querySelectorAll<HTMLElement>(FILTERS)].findLast(isSeen);
      field?.focus();
      if (field instanceof HTMLInputElement) field.select();
      return field !== undefined;
    }
    case 'clear':
      if (addressOf('at') === '') return false;
      go({ at: undefined });
      return true;
    case 'graphs': {
      const tab = document.querySelector<HTMLElement>('#tab-graphs');
      tab?.click();
      return tab !== null;
    }
    case 'theme': {
      const button = document.querySelector<HTMLElement>('[data-key="theme"]');
      button?.click();
      return button !== null;
    }
    case 'tab':
    case 'help':
      return false;
    default:
      return runKey(id);
  }
}

/** A key that moves in a list, given to the list that has the focus, had it last, or is the first that is seen. */
function moveIn(event: KeyboardEvent, last: Element | null): boolean {
  const own = event.target instanceof Element ? event.target.closest(LISTS) : undefined;
  // The list itself has had the key, or it is an arrow key, which scrolls whatever has the focus.
  if (own instanceof Element || event.key.startsWith('Arrow')) return false;
  const list =
    last?.isConnected === true && isSeen(last) ? last : [...document.querySelectorAll(LISTS)].find(isSeen);
  if (!(list instanceof HTMLElement)) return false;
  list.focus();
  list.dispatchEvent(new KeyboardEvent('keydown', { key: event.key, bubbles: true, cancelable: true }));
  return true;
}

function goToTab(place: number): boolean {
  const tab = [...document.querySelectorAll<HTMLElement>('.tabs [role="tab"]')].filter(isSeen)[place - 1];
  tab?.click();
  tab?.focus();
  return tab !== undefined;
}

const isSeen = (element: Element): boolean => element.getClientRects().length > 0;

/** The keys of the line, the most useful first, where they can be pressed. */
const LINE = ['next-difference', 'next-point', 'next-case', 'down', 'filter', 'compare', 'clear'] as const;

function KeyLine({ onHelp, isOn }: { onHelp(): void; isOn: boolean }) {
  const isOffered = useOffered();
  const [at] = useAddress('at');
  const [compared] = useAddress('with');
  const shown = LINE.filter((id) => {
    if (!isOn) return false;
    if (id === 'down' || id === 'filter') return compared === '';
    if (id === 'clear') return at !== '';
    return isOffered(id);
  });
  const keysOf: Readonly<Record<(typeof LINE)[number], readonly string[]>> = {
    'next-difference': ['d', 'D'],
    'next-point': ['n', 'N'],
    'next-case': ['[', ']'],
    down: ['j', 'k'],
    filter: ['/'],
    compare: ['c'],
    clear: ['Esc'],
  };
  return (
    <footer className="key-line" aria-label={KEYS_TEXTS.line}>
      {shown.map((id) => (
        <span key={id}>
          {keysOf[id].map((key) => (
            <kbd key={key}>{key}</kbd>
          ))}{' '}
          {id === 'compare' ? (
            <button type="button" onClick={() => runKey(id)}>
              {KEYS_TEXTS.short[id]}
            </button>
          ) : (
            KEYS_TEXTS.short[id]
          )}
        </span>
      ))}
      <button type="button" onClick={onHelp}>
        <kbd>?</kbd> {KEYS_TEXTS.all}
      </button>
    </footer>
  );
}
