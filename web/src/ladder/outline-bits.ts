/** Bits of the outline of a row: what the map shows of it. */

/** What a row has, one bit each. */
export const OUTLINE = { lost: 1, again: 2, bad: 4, line: 8, data: 16, fold: 32, gap: 64 } as const;
