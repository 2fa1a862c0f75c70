/** The help: all keys, which can be searched. */
import { useEffect, useRef, useState } from 'react';
import { KEYS_TEXTS } from '../texts/keys.ts';
import type { KeyDescription } from './keys.ts';
import { KEYS } from './keys.ts';

/** A dialog; Escape, its button and a click beside it close it. @param isOn whether the keys do anything */
export function Help({ isOn, onOn, onClose }: { isOn: boolean; onOn(on: boolean): void; onClose(): void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [word, setWord] = useState('');
  useEffect(() => {
    const before = document.activeElement;
    const { current } = dialog;
    current?.showModal();
    return () => {
      current?.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  const found = KEYS.filter((one) => matches(one, word.trim().toLowerCase()));
  const groups = Object.entries(KEYS_TEXTS.groups).filter(([id]) => found.some(({ group }) => group === id));
  return (
    <dialog
      ref={dialog}
      className="keys-help"
      aria-label={KEYS_TEXTS.title}
      onClose={onClose}
      onClick={(event) => event.target === dialog.current && onClose()}
    >
      <div className="inside">
        <header>
          <h2>{KEYS_TEXTS.title}</h2>
          <input
            // Escape would clear a field of the type "search" and leave the dialog open.
            role="searchbox"
            aria-label={KEYS_TEXTS.search}
            placeholder={KEYS_TEXTS.search}
            value={word}
            onChange={({ target }) => setWord(target.value)}
          />
          <button type="button" onClick={onClose}>
            {KEYS_TEXTS.close}
          </button>
        </header>
        <div className="groups">
          {groups.map(([id, title]) => (
            <section key={id} aria-label={title}>
              <h3>{title}</h3>
              <dl>
                {found
                  .filter(({ group }) => group === id)
                  .map((one) => (
                    <div key={one.id}>
                      <dt>{one.keys.map((key) => (key === '…' ? ' … ' : <kbd key={key}>{key}</kbd>))}</dt>
                      <dd>{KEYS_TEXTS.actions[one.id]}</dd>
                    </div>
                  ))}
              </dl>
            </section>
          ))}
          {groups.length === 0 && <p role="status">{KEYS_TEXTS.none}</p>}
        </div>
        <label className="on">
          <input type="checkbox" checked={isOn} onChange={({ target }) => onOn(target.checked)} />
          <span>
            {KEYS_TEXTS.isOn} <small>{KEYS_TEXTS.isOnHint}</small>
          </span>
        </label>
      </div>
    </dialog>
  );
}

function matches({ id, keys, group }: KeyDescription, word: string): boolean {
  return (
    word === '' ||
    KEYS_TEXTS.actions[id].toLowerCase().includes(word) ||
    KEYS_TEXTS.groups[group].toLowerCase().includes(word) ||
    keys.some((key) => key.toLowerCase() === word)
  );
}
