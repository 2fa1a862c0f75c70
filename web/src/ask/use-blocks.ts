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
 */
export function useBlocks<T>(
  key: string,
  visible: readonly [first: number, last: number],
  ask: (range: { from: number; to: number }) => Promise<readonly T[]>,
): (place: number) => T | undefined {
  const [, render] = useReducer((count: number) => count + 1, 0);
  const state = useRef({ key, blocks: new Map<number, readonly T[] | 'asked'>() });
  if (state.current.key !== key) state.current = { key, blocks: new Map() };
  const { blocks } = state.current;
  const [first, last] = visible;
  const [from, to] = [Math.floor(first / BLOCK), Math.floor(Math.max(first, last) / BLOCK)];
  useEffect(() => {
    const { current } = state;
    for (let block = from; block <= to; block++) {
      if (current.blocks.has(block)) continue;
      current.blocks.set(block, 'asked');
      ask({ from: block * BLOCK, to: (block + 1) * BLOCK }).then(
        (rows) => {
          current.blocks.set(block, rows);
          if (current.blocks.size > MAX_BLOCKS) forget(current.blocks, block);
          if (state.current === current) render();
        },
        () => current.blocks.delete(block),
      );
    }
  }, [key, from, to, ask]);
  return (place) => {
    const block = blocks.get(Math.floor(place / BLOCK));
    return block === undefined || block === 'asked' ? undefined : block[place % BLOCK];
  };
}

/** Forgets the block that is farthest away. */
function forget(blocks: Map<number, unknown>, near: number): void {
  let farthest = near;
  for (const block of blocks.keys()) {
    if (Math.abs(block - near) > Math.abs(farthest - near)) farthest = block;
  }
  if (farthest !== near) blocks.delete(farthest);
}
