/** Which columns the table has: its own ones, and any field. */
import { useCallback, useRef, useState } from 'react';
import { useAsk, useClient } from '../ask/use-ask.ts';
import { useElsewhere } from '../parts/use-elsewhere.ts';
import { PACKET_TEXTS } from '../texts/packets.ts';
import { isOwn, OWN, titleOf } from './columns.ts';
import type { Columns } from './columns.ts';

/** The button, and what it opens. */
export function ColumnsMenu({ columns }: { columns: Columns }) {
  const [isOpen, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  useElsewhere(
    box,
    isOpen,
    useCallback(() => setOpen(false), []),
  );
  return (
    <div className="columns-menu" ref={box} onKeyDown={(event) => event.key === 'Escape' && setOpen(false)}>
      <button type="button" className="quiet" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {PACKET_TEXTS.chooseColumns}
      </button>
      {isOpen && <Choices columns={columns} />}
    </div>
  );
}

function Choices({ columns }: { columns: Columns }) {
  const client = useClient();
  const [name, setName] = useState('');
  const [error, setError] = useState('');
  const { value: found = [] } = useAsk(
    'completions',
    name === '' ? 'nothing' : { kind: 'packets', prefix: name },
  );
  const has = (id: string): boolean => columns.columns.some((column) => column.id === id);
  const add = async (): Promise<void> => {
    const wanted = name.trim();
    const fields = await client.ask('completions', { kind: 'packets', prefix: wanted });
    if (!fields.some((field) => field.name === wanted)) return setError(PACKET_TEXTS.noField(wanted));
    setError('');
    setName('');
    columns.add(wanted);
  };
  return (
    <div className="menu" role="group" aria-label={PACKET_TEXTS.chooseColumns}>
      {[...Object.keys(OWN), ...columns.columns.map(({ id }) => id).filter((id) => !isOwn(id))].map((id) => (
        <label key={id}>
          <input
            type="checkbox"
            checked={has(id)}
            onChange={() => (has(id) ? columns.remove(id) : columns.add(id))}
          />{' '}
          {titleOf(id)}
        </label>
      ))}
      <form
        className="tools"
        onSubmit={(event) => {
          event.preventDefault();
          void add();
        }}
      >
        <input
          className="mono"
          list="column-fields"
          aria-label={PACKET_TEXTS.addColumn}
          placeholder={`${PACKET_TEXTS.addColumn}: ${PACKET_TEXTS.addColumnExample}`}
          value={name}
          onChange={({ target }) => setName(target.value)}
        />
        <datalist id="column-fields">
          {found.map((field) => (
            <option key={field.name} value={field.name}>
              {field.description}
            </option>
          ))}
        </datalist>
        <button type="submit" disabled={name.trim() === ''}>
          {PACKET_TEXTS.add}
        </button>
      </form>
      {error !== '' && (
        <p className="error" role="alert">
          {error}
        </p>
      )}
      <button type="button" className="quiet" onClick={columns.restore}>
        {PACKET_TEXTS.restoreColumns}
      </button>
    </div>
  );
}
