/** A menu at a place of the page, by the pattern of the ARIA Authoring Practices. */
import { useLayoutEffect, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { createPortal } from 'react-dom';
import { useElsewhere } from './use-elsewhere.ts';

/** One thing that a menu offers; undefined is a line between groups. */
export interface MenuItem {
  readonly title: string;
  /** What it would do, in a few characters: a filter. */
  readonly note?: string;
  act(): void;
}

/** Where a menu opens: pixels of the window. */
export interface MenuPlace {
  readonly x: number;
  readonly y: number;
}

/** The menu. Arrows move, Enter chooses, Escape and a click elsewhere close it; focus goes back to where it was. */
export function Menu(props: {
  label: string;
  items: readonly (MenuItem | undefined)[];
  place: MenuPlace;
  onClose(): void;
}) {
  const { label, items, place, onClose } = props;
  const box = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState(0);
  const [shift, setShift] = useState({ x: 0, y: 0 });
  const before = useRef(document.activeElement);
  const choices = items.filter((item) => item !== undefined);
  const close = (): void => {
    onClose();
    if (before.current instanceof HTMLElement) before.current.focus();
  };
  useLayoutEffect(() => {
    const { right, bottom } = box.current!.getBoundingClientRect();
    setShift({ x: Math.min(0, innerWidth - 8 - right), y: Math.min(0, innerHeight - 8 - bottom) });
    box.current!.focus();
  }, [place]);
  useElsewhere(box, true, onClose);
  const key = (event: KeyboardEvent): void => {
    event.stopPropagation();
    const to: Readonly<Record<string, number>> = {
      ArrowDown: (at + 1) % choices.length,
      ArrowUp: (at - 1 + choices.length) % choices.length,
      Home: 0,
      End: choices.length - 1,
    };
    const next = to[event.key];
    if (next !== undefined) setAt(next);
    else if (event.key === 'Escape' || event.key === 'Tab') close();
    else if (event.key === 'Enter' || event.key === ' ') choose(choices[at]);
    else return;
    event.preventDefault();
  };
  const choose = (item: MenuItem | undefined): void => {
    close();
    item?.act();
  };
  return createPortal(
    <div
      ref={box}
      className="menu at"
      role="menu"
      aria-label={label}
      tabIndex={-1}
      aria-activedescendant={`menu-item-${at}`}
      style={{ left: place.x + shift.x, top: place.y + shift.y }}
      onKeyDown={key}
      onContextMenu={(event) => event.preventDefault()}
    >
      {items.map((item, i) => {
        if (item === undefined) return <hr key={i} />;
        const number = choices.indexOf(item);
        return (
          <div
            key={i}
            id={`menu-item-${number}`}
            role="menuitem"
            data-highlighted={number === at ? '' : undefined}
            onPointerMove={() => setAt(number)}
            onClick={() => choose(item)}
          >
            <span>{item.title}</span>
            {item.note !== undefined && <code className="ellipsis soft">{item.note}</code>}
          </div>
        );
      })}
    </div>,
    document.body,
  );
}
