/** A long list of rows of one height, of which only those that are seen exist; a grid for screen readers. */
import { useEffect } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import { useLongScroll } from './long-scroll.ts';
import { nextPlace } from './steps.ts';

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

/** Pixels of a head. */
const HEAD = 24;

/** The list. Arrow keys, j and k, Page Up and Down, Home and End move the selection. */
export function Rows(props: RowsProps) {
  const { label, count, rowHeight, head, selected, row, onSelect, onVisible } = props;
  const scroll = useLongScroll(count, rowHeight, head === undefined ? 0 : HEAD);
  const { scroller, first, end, show } = scroll;
  const last = Math.max(first, end - 1);
  useEffect(() => onVisible(first, last), [first, last, onVisible]);
  useEffect(() => {
    if (selected >= 0) show(selected);
    // Not again when the pane gets another size.
  }, [selected, count]);
  const key = (event: KeyboardEvent): void => {
    const next = nextPlace(event.key, selected, count, () => scroll.page);
    if (next === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    onSelect(next);
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
      <div role="rowgroup" style={{ height: scroll.height, position: 'relative' }}>
        {Array.from({ length: Math.max(0, end - first) }, (_, i) => first + i).map((index) => (
          <div
            key={index}
            id={`${label}-${index}`}
            role="row"
            aria-rowindex={index + 1}
            aria-selected={index === selected}
            className="row"
            style={{ transform: `translateY(${scroll.offset(index)}px)`, height: rowHeight }}
            onClick={() => onSelect(index)}
          >
            {row(index, index === selected)}
          </div>
        ))}
      </div>
    </div>
  );
}
