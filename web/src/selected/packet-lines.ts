/** The lines of a packet's tree: those that are seen, and which one a byte belongs to. */
import type { TreeItem } from '../worker/tree.ts';

/** A line that is seen. */
export interface Line {
  readonly item: TreeItem;
  /** Places from the outermost item in: `3/0`. */
  readonly path: string;
  /** Names from the outermost item in, by which it stays open from packet to packet. */
  readonly key: string;
  /** 1 for the outermost. */
  readonly level: number;
  readonly place: number;
  readonly of: number;
  readonly isOpen: boolean;
}

/** The lines that are seen. @param isOpen whether an item with children is expanded */
export function linesOf(items: readonly TreeItem[], isOpen: (key: string, path: string) => boolean): Line[] {
  const lines: Line[] = [];
  const add = (level: readonly TreeItem[], depth: number, path: string, key: string): void => {
    for (const [place, item] of level.entries()) {
      const line = {
        item,
        path: `${path}${place}`,
        key: `${key}${item.name}`,
        level: depth,
        place: place + 1,
        of: level.length,
      };
      const open = item.children.length > 0 && isOpen(line.key, line.path);
      lines.push({ ...line, isOpen: open });
      if (open) add(item.children, depth + 1, `${line.path}/`, `${line.key}/`);
    }
  };
  add(items, 1, '', '');
  return lines;
}

/** The innermost field that a byte was read into, with its path. */
export function fieldAt(
  items: readonly TreeItem[],
  source: number,
  offset: number,
): { item: TreeItem; path: string } | undefined {
  let best: { item: TreeItem; path: string } | undefined;
  const look = (level: readonly TreeItem[], path: string): void => {
    for (const [place, item] of level.entries()) {
      const here = `${path}${place}`;
      const isIn =
        item.source === source &&
        item.length > 0 &&
        offset >= item.offset &&
        offset < item.offset + item.length;
      // A later one of the same length is further inside.
      if (isIn && (best === undefined || item.length <= best.item.length)) best = { item, path: here };
      look(item.children, `${here}/`);
    }
  };
  look(items, '');
  return best;
}

/** The line that stands for a path: its own, or the one of the innermost ancestor that is seen. */
export function lineOf(lines: readonly Line[], path: string): Line | undefined {
  let found: Line | undefined;
  for (const line of lines) {
    if (path === line.path || path.startsWith(`${line.path}/`)) found = line;
  }
  return found;
}

/** The line that a key leads to from the one at `at`; undefined if it does not move. */
export function treeStep(lines: readonly Line[], at: number, key: string): number | undefined {
  const line = lines[at]!;
  switch (key) {
    case 'ArrowDown':
      return at + 1;
    case 'ArrowUp':
      return at - 1;
    case 'Home':
      return 0;
    case 'End':
      return lines.length - 1;
    case 'ArrowRight':
      return line.isOpen ? at + 1 : undefined;
    case 'ArrowLeft': {
      const parent = lines.findLastIndex(({ level }, i) => i < at && level < line.level);
      return line.isOpen || parent < 0 ? undefined : parent;
    }
    default:
      return undefined;
  }
}

/** Whether a key expands a line (true) or collapses it (false). */
export function opens(line: Line, key: string): boolean | undefined {
  if (key === 'ArrowRight') return true;
  if (key === 'ArrowLeft') return false;
  return key === 'Enter' || key === ' ' ? !line.isOpen : undefined;
}
