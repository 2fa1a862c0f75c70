/** The filter of packets, or of a table: what is typed, with completion, and where it is wrong. */
import { escape } from '@wireside/trace';
import type { Completion, FilterError, FilterWarning } from '@wireside/wire';
import { useId, useLayoutEffect, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { useAsk } from '../ask/use-ask.ts';
import { PACKET_TEXTS } from '../texts/packets.ts';
import { TABLES } from '../texts/tables.ts';
import { FilterHistory } from './filter-history.tsx';
import type { FilterKind } from '../worker/tables-types.ts';
import { useFilters } from './filters.ts';

const TEXTS = PACKET_TEXTS.filter;
/** Characters that names of fields consist of. */
const WORD = /[A-Za-z][\w.-]*$/;

/** The box. */
export function FilterBox(props: {
  kind: FilterKind;
  value: string;
  onChange(text: string): void;
  error: FilterError | undefined;
  warnings?: readonly FilterWarning[];
}) {
  const { kind, value, onChange, error, warnings = [] } = props;
  const { label, example } = wordsOf(kind);
  const id = useId();
  const { input, caret, setCaret, set } = useCaret(value, onChange);
  const { recent, use } = useFilters(kind);
  const [isOpen, setOpen] = useState(false);
  const [at, setAt] = useState(-1);
  const [inHistory, setInHistory] = useState(-1);
  const word = WORD.exec(value.slice(0, caret))?.[0] ?? '';
  const { value: found = [] } = useAsk(
    'completions',
    isOpen && word !== '' ? { kind, prefix: word } : 'nothing',
  );
  const options = found.length === 1 && found[0]!.name === word ? [] : found;
  const isShown = isOpen && word !== '' && options.length > 0;
  // A name that is still being chosen is not wrong yet.
  const fault = isShown ? undefined : error;

  const complete = (name: string): void => {
    const begin = caret - word.length;
    set(`${value.slice(0, begin)}${name}${value.slice(caret)}`, begin + name.length);
    setOpen(false);
    setAt(-1);
  };
  const goBack = (by: number): void => {
    const next = Math.min(recent.length - 1, Math.max(-1, inHistory + by));
    setInHistory(next);
    set(next < 0 ? '' : recent[next]!);
    setOpen(false);
  };
  const key = (event: KeyboardEvent): void => {
    if (event.key === ' ' && event.ctrlKey) setOpen(true);
    else if (isShown && event.key === 'ArrowDown') setAt((at + 1) % options.length);
    else if (isShown && event.key === 'ArrowUp') setAt(at <= 0 ? options.length - 1 : at - 1);
    else if (isShown && at >= 0 && (event.key === 'Enter' || event.key === 'Tab'))
      complete(options[at]!.name);
    else if (event.key === 'Enter') {
      use(value);
      setInHistory(-1);
      setOpen(false);
    } else if (event.key === 'Escape' && isShown) setOpen(false);
    else if (event.key === 'ArrowUp') goBack(1);
    else if (event.key === 'ArrowDown') goBack(-1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="filter">
      <div className="line">
        <span className="field">
          <input
            ref={input}
            type="text"
            role="combobox"
            aria-label={label}
            aria-expanded={isShown}
            aria-controls={`${id}-list`}
            aria-autocomplete="list"
            aria-activedescendant={isShown && at >= 0 ? `${id}-${at}` : undefined}
            aria-invalid={fault !== undefined}
            aria-describedby={fault === undefined ? undefined : `${id}-error`}
            placeholder={`${label}: ${example}`}
            spellCheck={false}
            autoComplete="off"
            autoCapitalize="off"
            value={value}
            onChange={({ target }) => {
              onChange(target.value);
              setCaret(target.selectionStart ?? target.value.length);
              setOpen(true);
              setAt(-1);
              setInHistory(-1);
            }}
            onSelect={({ currentTarget }) => setCaret(currentTarget.selectionStart ?? 0)}
            onBlur={() => setOpen(false)}
            onKeyDown={key}
          />
          {value !== '' && (
            <button
              type="button"
              className="quiet icon clear"
              aria-label={TEXTS.clear}
              onClick={() => set('')}
            >
              ×
            </button>
          )}
        </span>
        <FilterHistory
          kind={kind}
          value={value}
          isWrong={error !== undefined}
          onChoose={(filter) => set(filter)}
        />
        {isShown && (
          <Suggestions id={id} options={options} at={at} begin={caret - word.length} onChoose={complete} />
        )}
      </div>
      <div id={`${id}-error`} aria-live="polite">
        {fault !== undefined && <Fault text={value} fault={fault} kind="error" />}
        {error === undefined &&
          warnings.map((warning) => (
            <Fault key={warning.message} text={value} fault={warning} kind="warning" />
          ))}
      </div>
    </div>
  );
}

/** The box's caret, and what sets its text from outside. */
function useCaret(value: string, onChange: (text: string) => void) {
  const input = useRef<HTMLInputElement>(null);
  const [caret, setCaret] = useState(0);
  /** Where the caret goes when the text has changed. */
  const wanted = useRef<number>(undefined);
  // Before the next key: what is typed on goes to the right place.
  useLayoutEffect(() => {
    const place = wanted.current;
    if (place === undefined || input.current?.value !== value) return;
    wanted.current = undefined;
    input.current.focus();
    input.current.setSelectionRange(place, place);
  });
  const set = (text: string, place = text.length): void => {
    wanted.current = place;
    setCaret(place);
    onChange(text);
  };
  return { input, caret, setCaret, set };
}

/** What the box is called, and what can be typed into it. */
function wordsOf(kind: FilterKind): { readonly label: string; readonly example: string } {
  return kind === 'packets'
    ? { label: TEXTS.label, example: TEXTS.example }
    : { label: TABLES.filter(TABLES.tabs[kind]), example: TABLES.filters[kind] };
}

/** Names that begin with what is typed, below it. */
function Suggestions(props: {
  id: string;
  options: readonly Completion[];
  at: number;
  /** Characters before the name. */
  begin: number;
  onChoose(name: string): void;
}) {
  const { id, options, at, begin, onChoose } = props;
  return (
    <div
      className="menu suggestions"
      role="listbox"
      id={`${id}-list`}
      aria-label={TEXTS.suggestions}
      style={{ left: `min(calc(9px + ${begin}ch), calc(100% - 340px))` }}
    >
      {options.map(({ name, type, description }, i) => (
        <div
          key={name}
          id={`${id}-${i}`}
          role="option"
          aria-selected={i === at}
          ref={i === at ? intoView : undefined}
          onPointerDown={(event) => {
            event.preventDefault();
            onChoose(name);
          }}
        >
          <code>{name}</code>
          <span className="soft ellipsis">{description}</span>
          <small className="soft">{type}</small>
        </div>
      ))}
    </div>
  );
}

const intoView = (element: HTMLElement | null): void => {
  element?.scrollIntoView({ block: 'nearest' });
};

/** What is wrong, with a caret below the exact place; characters are as wide as those in the box. */
function Fault({ text, fault, kind }: { text: string; fault: FilterError; kind: 'error' | 'warning' }) {
  const { column, length, message, suggestion } = fault;
  const tail = Math.max(0, Math.min(length, text.length - column + 1) - 1);
  return (
    <div className={`fault ${kind}`}>
      <pre className="caret" aria-hidden="true">
        {' '.repeat(column - 1)}^{'~'.repeat(tail)}
      </pre>
      <p>
        {escape(message)}
        <span className="unseen"> ({TEXTS.at(column)})</span>
        {suggestion !== undefined && <span className="soft"> {escape(suggestion)}</span>}
      </p>
    </div>
  );
}
