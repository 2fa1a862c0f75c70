/** The filter of a table: what is typed, fields that fit, and where it is wrong. */
import { escape } from '@wireside/trace';
import type { FilterError } from '@wireside/wire';
import { useId } from 'react';
import { useAsk } from '../ask/use-ask.ts';
import { TABLES } from '../texts/tables.ts';
import type { TableKind } from '../worker/tables-types.ts';

/** The field at the end of what is typed. */
const WORD = /[a-z][\w.]*$/;

/** The box. */
export function TableFilter({
  kind,
  value,
  error,
  onChange,
}: {
  kind: TableKind | 'sockets';
  value: string;
  error: FilterError | undefined;
  onChange(text: string): void;
}) {
  const id = useId();
  const word = WORD.exec(value)?.[0] ?? '';
  const { value: found = [] } = useAsk('tableCompletions', { kind, prefix: word });
  return (
    <div className="filter table-filter">
      <input
        type="search"
        aria-label={TABLES.filter(TABLES.tabs[kind])}
        placeholder={`${TABLES.filter(TABLES.tabs[kind])}: ${TABLES.filters[kind]}`}
        spellCheck={false}
        autoComplete="off"
        list={`${id}-fields`}
        value={value}
        aria-invalid={error !== undefined}
        aria-describedby={error === undefined ? undefined : `${id}-error`}
        onChange={({ target }) => onChange(target.value)}
      />
      <datalist id={`${id}-fields`}>
        {found.map(({ name, description }) => (
          <option key={name} value={`${value.slice(0, value.length - word.length)}${name}`}>
            {description}
          </option>
        ))}
      </datalist>
      {error !== undefined && (
        <div className="error" role="alert" id={`${id}-error`}>
          <pre aria-hidden="true">
            {escape(value)}
            {'\n'}
            {' '.repeat(Math.max(0, error.column - 1))}
            {'^'.repeat(Math.max(1, error.length))}
          </pre>
          <p>
            {escape(error.message)}
            {error.suggestion !== undefined && ` ${escape(error.suggestion)}`}
          </p>
        </div>
      )}
    </div>
  );
}
