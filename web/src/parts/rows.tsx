/** A long list of rows of one height, of which only those that are seen exist; a grid for screen readers. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';

/** What a list shows. */
export interface RowsProps {
  readonly label: string;
  readonly count: number;
  /** Pixels. */
  readonly rowHeight: number;
  /** The head, which stays at the top. */
  readonly head?: ReactNode;
  /** Place of the selected row; -1 for none. */
  readonly selected: number;
  /** Draws a row; it gets the style that puts it in its place. */
  row(place: number, isSelected: boolean): ReactNode;
  onSelect(place: number): void;
  /** Which rows are seen. */
  onVisible(first: number, last: number): void;
}

/** Rows beyond those that are seen. */
const MORE = 20;

/** The list. Arrow keys, j and k, Page Up and Down, Home and End move the selection. */
export function Rows(props: RowsProps) {
  const { label, count, rowHeight, head, selected, row, onSelect, onVisible } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: MORE,
  });
  const items = virtual.getVirtualItems();
  const [first, last] = [items[0]?.index ?? 0, items.at(-1)?.index ?? 0];
  useEffect(() => onVisible(first, last), [first, last, onVisible]);
  useEffect(() => {
    if (selected >= 0) virtual.scrollToIndex(selected, { align: 'auto' });
  }, [selected, count, virtual]);
  const key = (event: KeyboardEvent): void => {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 1);
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: selected + 1,
      j: selected + 1,
      ArrowUp: selected - 1,
      k: selected - 1,
      PageDown: selected + page,
      PageUp: selected - page,
      Home: 0,
      End: count - 1,
    };
    const next = steps[event.key];
    if (next === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    onSelect(Math.min(count - 1, Math.max(0, next)));
  };
  return (
    <div
      ref={scroller}
      className="rows"
      role="grid"
      aria-label={label}
      aria-rowcount={count}
      tabIndex={0}
      onKeyDown={key}
      aria-activedescendant={selected >= first && selected <= last ? `${label}-${selected}` : undefined}
    >
      {head}
      <div role="rowgroup" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {items.map(({ index, start }) => (
          <div
            key={index}
            id={`${label}-${index}`}
            role="row"
            aria-rowindex={index + 1}
            aria-selected={index === selected}
            className="row"
            style={{ transform: `translateY(${start}px)`, height: rowHeight }}
            onClick={() => onSelect(index)}
          >
            {row(index, index === selected)}
          </div>
        ))}
      </div>
    </div>
  );
}
