/** What is selected: the fields and bytes of a packet. */
import { escape } from '@wireside/trace';
import { useState } from 'react';
import { useAsk } from '../ask/use-ask.ts';
import { useAddress, useSelected } from '../state/address.ts';
import { setHover, useHover } from '../state/hover.ts';
import { TEXTS } from '../texts.ts';
import type { TreeItem } from '../worker/tree.ts';
import { Bytes } from './bytes.tsx';

/** The selected thing. */
export function Selected() {
  const at = useSelected();
  if (at === undefined || !('packet' in at)) return <p className="empty">{TEXTS.selected.nothing}</p>;
  return <Packet n={at.packet} />;
}

function Packet({ n }: { n: number }) {
  const { value: packet } = useAsk('packet', { n });
  if (packet === undefined) return undefined;
  return (
    <div className="packet">
      <h3>{TEXTS.selected.packet(n)}</h3>
      {packet.whys.map(({ mark, text }) => (
        <p className="why" key={mark}>
          <b>{mark.replaceAll('_', ' ')}</b> {text}
        </p>
      ))}
      <ul role="tree" aria-label={TEXTS.selected.fields} className="tree">
        {packet.items.map((item, i) => (
          <Item key={i} item={item} isOpen={i === packet.items.length - 1} />
        ))}
      </ul>
      <Bytes sources={packet.sources} />
    </div>
  );
}

function Item({ item, isOpen }: { item: TreeItem; isOpen: boolean }) {
  const [open, setOpen] = useState(isOpen);
  const [, setFilter] = useAddress('filter');
  const { field } = useHover();
  const isNear =
    field !== undefined && item.length > 0 && field.source === item.source && field.offset === item.offset;
  const hasChildren = item.children.length > 0;
  return (
    <li role="treeitem" aria-expanded={hasChildren ? open : undefined}>
      <div
        className={isNear ? 'near' : ''}
        onMouseEnter={() => setHover({ field: item })}
        onMouseLeave={() => setHover(undefined)}
      >
        <button type="button" onClick={() => setOpen(!open)} className="line">
          {hasChildren ? (open ? '▾ ' : '▸ ') : '  '}
          {escape(item.text)}
        </button>
        {item.filter !== undefined && (
          <button
            type="button"
            className="by"
            title={TEXTS.selected.filterBy}
            onClick={() => setFilter(item.filter)}
          >
            ⧩
          </button>
        )}
      </div>
      {open && hasChildren && (
        <ul role="group">
          {item.children.map((child, i) => (
            <Item key={i} item={child} isOpen={false} />
          ))}
        </ul>
      )}
    </li>
  );
}
