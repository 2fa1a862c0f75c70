/** The list of filters used before and of saved ones, and the way to save one. */
import { escape } from '@wireside/trace';
import { useCallback, useRef, useState } from 'react';
import { useElsewhere } from '../parts/use-elsewhere.ts';
import { PACKET_TEXTS } from '../texts/packets.ts';
import type { FilterKind } from '../worker/tables-types.ts';
import { useFilters } from './filters.ts';

const TEXTS = PACKET_TEXTS.filter;

/** The buttons at the right of the box. */
export function FilterHistory(props: {
  kind: FilterKind;
  value: string;
  isWrong: boolean;
  onChoose(filter: string): void;
}) {
  const { kind, value, isWrong, onChoose } = props;
  const { recent, saved, save, forget } = useFilters(kind);
  const [isOpen, setOpen] = useState(false);
  const [name, setName] = useState<string>();
  const box = useRef<HTMLDivElement>(null);
  useElsewhere(
    box,
    isOpen,
    useCallback(() => setOpen(false), []),
  );
  const choose = (filter: string): void => {
    setOpen(false);
    onChoose(filter);
  };
  if (name !== undefined) {
    return (
      <form
        className="tools"
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== '') save(name.trim(), value);
          setName(undefined);
        }}
      >
        <input
          autoFocus
          aria-label={TEXTS.saveAs}
          placeholder={TEXTS.saveAs}
          value={name}
          onChange={({ target }) => setName(target.value)}
          onBlur={() => name === '' && setName(undefined)}
          onKeyDown={(event) => event.key === 'Escape' && setName(undefined)}
        />
      </form>
    );
  }
  return (
    <div className="history" ref={box} onKeyDown={(event) => event.key === 'Escape' && setOpen(false)}>
      <button
        type="button"
        className="quiet icon"
        title={TEXTS.save}
        aria-label={TEXTS.save}
        disabled={value.trim() === '' || isWrong}
        onClick={() => setName('')}
      >
        ☆
      </button>
      <button
        type="button"
        className="quiet icon"
        title={TEXTS.history}
        aria-label={TEXTS.history}
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        ▾
      </button>
      {isOpen && (
        <div className="menu" role="group" aria-label={TEXTS.history}>
          {saved.length > 0 && <h4>{TEXTS.saved}</h4>}
          {saved.map((one) => (
            <div className="entry" key={one.name}>
              <button type="button" className="quiet" onClick={() => choose(one.filter)}>
                {escape(one.name)} <code className="soft">{escape(one.filter)}</code>
              </button>
              <button
                type="button"
                className="quiet icon"
                aria-label={TEXTS.forget(one.name)}
                title={TEXTS.forget(one.name)}
                onClick={() => forget(one.name)}
              >
                ×
              </button>
            </div>
          ))}
          <h4>{TEXTS.recent}</h4>
          {recent.length === 0 && <p className="soft">{TEXTS.noneYet}</p>}
          {recent.map((filter) => (
            <div className="entry" key={filter}>
              <button type="button" className="quiet" onClick={() => choose(filter)}>
                <code>{escape(filter)}</code>
              </button>
            </div>
          ))}
        </div>
      )}
    </div>
  );
}
