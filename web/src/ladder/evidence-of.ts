/** What a row or a cell of the ladder is about, for the selection. */
import type { ActorCell, Evidence, LadderRow } from '@wireside/trace';

/** The packet, call, line or record of a row; undefined for one that shows none of them. */
export function evidenceOf(row: LadderRow): Evidence | undefined {
  if (row.packet !== undefined) return { packet: row.packet };
  // A row of a line also names the call that wrote it.
  if (row.kind === 'line' && row.line !== undefined) return lineOf(row.line, row.lineActor);
  if (row.call !== undefined) return { call: row.call };
  if (row.line !== undefined) return lineOf(row.line, row.lineActor);
  return row.peer === undefined ? undefined : { peer: row.peer };
}

/** The call, record or line of a cell; undefined for one that has no number. @param actor whose line it is */
export function evidenceOfCell(cell: ActorCell, actor: string | undefined): Evidence | undefined {
  switch (cell.kind) {
    case 'call':
    case 'start':
    case 'process-end':
      return { call: cell.n };
    case 'peer':
      return { peer: cell.n };
    case 'line':
    case 'lines':
      // Lines of standard error have no place in what can be pointed at.
      return cell.stream === 'stdout' ? lineOf(cell.n, actor) : undefined;
    case 'end':
    case 'lookup':
    case 'scene':
    case 'folded':
      return undefined;
  }
}

const lineOf = (line: number, actor: string | undefined): Evidence => ({
  line,
  ...(actor === undefined ? {} : { actor }),
});
