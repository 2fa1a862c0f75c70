/** The tree of a packet's fields, by the pattern of the ARIA Authoring Practices: one tab stop, arrows move. */
import { escape } from '@wireside/trace';
import { memo, useEffect, useMemo, useRef, useState } from 'react';
import type { KeyboardEvent, MouseEvent } from 'react';
import { copyItem, cArrayOf, filterItems, hexOf } from '../packets/actions.ts';
import { useColumns } from '../packets/columns.ts';
import { Menu } from '../parts/menu.tsx';
import type { MenuItem, MenuPlace } from '../parts/menu.tsx';
import { setHover, useHover } from '../state/hover.ts';
import { PACKET_TEXTS } from '../texts/packets.ts';
import type { PacketTree as Packet, TreeItem } from '../worker/tree.ts';
import { lineOf, linesOf, opens, treeStep } from './packet-lines.ts';
import type { Line } from './packet-lines.ts';

const TEXTS = PACKET_TEXTS.menu;
/** Characters of a line that are shown; the rest is said to be there. */
const MAX_TEXT = 600;

/** What was expanded and collapsed, by names of fields: it stays from packet to packet. */
const opened = new Map<string, boolean>();

/** The tree. */
export function PacketTree(props: {
  n: number;
  items: readonly TreeItem[];
  sources: Packet['sources'];
  /** The path of the selected line. */
  chosen: string | undefined;
  onChoose(path: string | undefined): void;
}) {
  const { items, sources, chosen, onChoose } = props;
  const [, change] = useState(0);
  const { field } = useHover();
  const columns = useColumns();
  const box = useRef<HTMLDivElement>(null);
  const [menu, setMenu] = useState<{ place: MenuPlace; items: (MenuItem | undefined)[] }>();
  const last = String(items.length - 1);
  const isOpen = (key: string, path: string): boolean =>
    (chosen?.startsWith(`${path}/`) ?? false) || (opened.get(key) ?? path === last);
  const lines = linesOf(items, isOpen);
  const near = useMemo(() => (field === undefined ? undefined : pathOf(items, field)), [items, field]);
  const nearPath = near === undefined ? undefined : lineOf(lines, near)?.path;
  const at = Math.max(
    0,
    lines.findIndex(({ path }) => path === chosen),
  );

  const element = (path: string | undefined): HTMLElement | undefined =>
    path === undefined ? undefined : (box.current?.querySelector<HTMLElement>(`#${idOf(path)}`) ?? undefined);
  // What the pointer is on in the bytes is brought into view here; a line that the pointer is on is seen already.
  const isFromTree = useRef(false);
  useEffect(() => {
    if (!isFromTree.current) element(nearPath)?.scrollIntoView({ block: 'nearest' });
  }, [nearPath]);
  useEffect(() => {
    element(chosen)?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);

  const open = (line: Line, isWanted: boolean): void => {
    opened.set(line.key, isWanted);
    if (!isWanted && chosen?.startsWith(`${line.path}/`) === true) onChoose(line.path);
    change((count) => count + 1);
  };
  const openMenu = (line: Line, place: MenuPlace): void =>
    setMenu({ place, items: itemsOf(line.item, sources, columns.add) });
  const onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const line = lines[at];
    if (line === undefined) return;
    const go = (place: number): void => {
      const next = lines[Math.min(lines.length - 1, Math.max(0, place))]!;
      onChoose(next.path);
      setHover({ field: next.item });
    };
    const next = treeStep(lines, at, event.key);
    if (next !== undefined) go(next);
    else if (line.item.children.length > 0 && opens(line, event.key) !== undefined) {
      open(line, opens(line, event.key)!);
    } else if (event.key === '*') {
      for (const one of lines) if (one.level === line.level) opened.set(one.key, true);
      change((count) => count + 1);
    } else if (event.key === 'm') {
      const rect = element(line.path)?.getBoundingClientRect();
      openMenu(line, { x: (rect?.left ?? 0) + 24, y: rect?.bottom ?? 0 });
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const lineAt = (event: MouseEvent): Line | undefined => {
    const id = (event.target as Element).closest('[role="treeitem"]')?.id;
    return lines.find(({ path }) => idOf(path) === id);
  };
  return (
    <>
      <div
        ref={box}
        role="tree"
        aria-label={PACKET_TEXTS.packet.fields}
        className="fields"
        tabIndex={0}
        aria-activedescendant={lines[at] === undefined ? undefined : idOf(lines[at].path)}
        onKeyDown={onKey}
        onBlur={() => setHover(undefined)}
        onMouseOver={(event) => {
          isFromTree.current = true;
          const line = lineAt(event);
          setHover(line === undefined ? undefined : { field: line.item });
        }}
        onMouseLeave={() => {
          isFromTree.current = false;
          setHover(undefined);
        }}
        onClick={(event) => {
          const line = lineAt(event);
          if (line === undefined) return;
          const isSign = (event.target as Element).closest('.sign') !== null;
          if (line.item.children.length > 0 && (isSign || line.path === chosen || !line.isOpen)) {
            open(line, !line.isOpen);
          }
          onChoose(line.path);
        }}
        onContextMenu={(event) => {
          const line = lineAt(event) ?? lines[at];
          if (line === undefined) return;
          event.preventDefault();
          onChoose(line.path);
          openMenu(line, { x: event.clientX, y: event.clientY });
        }}
      >
        {lines.map((line) => (
          <TreeLine
            key={line.path}
            line={line}
            isChosen={line.path === chosen}
            isNear={line.path === nearPath}
          />
        ))}
      </div>
      {menu !== undefined && (
        <Menu label={TEXTS.label} items={menu.items} place={menu.place} onClose={() => setMenu(undefined)} />
      )}
    </>
  );
}

const idOf = (path: string): string => `field-${path.replaceAll('/', '-')}`;

const TreeLine = memo(
  function TreeLine({ line, isChosen, isNear }: { line: Line; isChosen: boolean; isNear: boolean }) {
    const { item, level, place, of, isOpen, path } = line;
    const hasChildren = item.children.length > 0;
    const { text } = item;
    return (
      <div
        role="treeitem"
        id={idOf(path)}
        aria-level={level}
        aria-posinset={place}
        aria-setsize={of}
        aria-selected={isChosen}
        aria-expanded={hasChildren ? isOpen : undefined}
        className={isNear ? 'near' : undefined}
        style={{ paddingLeft: (level - 1) * 14 }}
      >
        <span className="sign" aria-hidden="true">
          {hasChildren ? (isOpen ? '▾' : '▸') : ''}
        </span>
        <span>
          {escape(text.length > MAX_TEXT ? text.slice(0, MAX_TEXT) : text)}
          {text.length > MAX_TEXT && (
            <span className="soft"> … ({text.length - MAX_TEXT} more characters)</span>
          )}
        </span>
      </div>
    );
  },
  (before, after) =>
    before.isChosen === after.isChosen &&
    before.isNear === after.isNear &&
    before.line.item === after.line.item &&
    before.line.isOpen === after.line.isOpen,
);

/** What can be done with a field. */
function itemsOf(
  item: TreeItem,
  sources: Packet['sources'],
  addColumn: (name: string) => void,
): (MenuItem | undefined)[] {
  const bytes = sources[item.source]?.bytes.subarray(item.offset, item.offset + item.length);
  const filters = filterItems(item.filter);
  return [
    ...filters,
    ...(filters.length === 0 ? [] : [undefined]),
    copyItem(TEXTS.copyValue, item.value ?? item.text),
    ...(item.name.startsWith('_ws.') ? [] : [copyItem(TEXTS.copyName, item.name)]),
    ...(item.filter === undefined ? [] : [copyItem(TEXTS.copyFilter, item.filter)]),
    ...(bytes === undefined || bytes.length === 0
      ? []
      : [copyItem(TEXTS.copyHex, hexOf(bytes)), copyItem(TEXTS.copyC, cArrayOf(bytes))]),
    ...(item.name.startsWith('_ws.')
      ? []
      : [undefined, { title: TEXTS.column, note: item.name, act: () => addColumn(item.name) }]),
  ];
}

/** The path of the item that has exactly these bytes: the very one, or the innermost. */
function pathOf(
  items: readonly TreeItem[],
  field: { readonly source: number; readonly offset: number; readonly length: number },
): string | undefined {
  let found: string | undefined;
  let isExact = false;
  const look = (level: readonly TreeItem[], path: string): void => {
    for (const [place, item] of level.entries()) {
      if (item === field) {
        found = `${path}${place}`;
        isExact = true;
      }
      const isSame =
        item.length > 0 &&
        item.source === field.source &&
        item.offset === field.offset &&
        item.length === field.length;
      if (isSame && !isExact) found = `${path}${place}`;
      look(item.children, `${path}${place}/`);
    }
  };
  look(items, '');
  return found;
}
