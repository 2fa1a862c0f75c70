/** What a row of the ladder is about, for the selection. */
import type { Evidence, LadderRow } from '@wireside/trace';

/** The packet, call, line or record of a row; undefined for one that shows none of them. */
export function evidenceOf(row: LadderRow): Evidence | undefined {
  if (row.packet !== undefined) return { packet: row.packet };
  if (row.call !== undefined) return { call: row.call };
  if (row.line !== undefined)
    return { line: row.line, ...(row.lineActor === undefined ? {} : { actor: row.lineActor }) };
  return row.peer === undefined ? undefined : { peer: row.peer };
}
