/** Long lists: only the blocks of rows that are seen are asked for. */
import { useEffect, useReducer, useRef } from 'react';

/** Rows of a block. */
const BLOCK = 200;
/** Blocks of a list that are kept. */
const MAX_BLOCKS = 40;

/**
 * Rows of a list by their places; undefined for those that have not arrived.
 * @param key changes when it is another list
 * @param visible the first and the last row that are seen
 * @param count rows of a list that may grow: its last block is asked for again when there are more
 */
export function useBlocks<T>(
  key: string,
  visible: readonly [first: number, last: number],
  ask: (range: { from: number; to: number }) => Promise<readonly T[]>,
  count = 0,
): (place: number) => T | undefined {
  const [, render] = useReducer((turns: number) => turns + 1, 0);
  const state = useRef({ key, blocks: new Map<number, Block<T>>() });
  if (state.current.key !== key) state.current = { key, blocks: new Map<number, Block<T>>() };
  const { blocks } = state.current;
  const [first, last] = visible;
  const [from, to] = [Math.floor(first / BLOCK), Math.floor(Math.max(first, last) / BLOCK)];
  useEffect(() => {
    const { current } = state;
    for (let block = from; block <= to; block++) {
      const before = current.blocks.get(block);
      const wanted = Math.min(BLOCK, count - block * BLOCK);
      if (before !== undefined && (before.rows ?? []).length >= wanted) continue;
      if (before !== undefined && before.wanted >= wanted) continue;
      current.blocks.set(block, { rows: before?.rows, wanted });
      ask({ from: block * BLOCK, to: (block + 1) * BLOCK }).then(
        (rows) => {
          current.blocks.set(block, { rows, wanted: Math.max(wanted, rows.length) });
          if (current.blocks.size > MAX_BLOCKS) forget(current.blocks, block);
          if (state.current === current) render();
        },
        () => current.blocks.delete(block),
      );
    }
  }, [key, from, to, ask, count]);
  return (place) => {
    return blocks.get(Math.floor(place / BLOCK))?.rows?.[place % BLOCK];
  };
}

/** Rows that have arrived, and how many were asked for at last. */
interface Block<T> {
  readonly rows: readonly T[] | undefined;
  readonly wanted: number;
}

/** Forgets the block that is farthest away. */
function forget(blocks: Map<number, unknown>, near: number): void {
  let farthest = near;
  for (const block of blocks.keys()) {
    if (Math.abs(block - near) > Math.abs(farthest - near)) farthest = block;
  }
  if (farthest !== near) blocks.delete(farthest);
}
