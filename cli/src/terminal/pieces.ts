/** Messages in few signs: `m3` is all of it, `m3…` its beginning, `…m3` its end, `…m3…` something in between. */
import type { LadderCell, MessagePiece } from '@wireside/trace';
import type { Glyphs } from './glyphs.ts';
import type { Span } from './spans.ts';

/** From this many whole messages on, a sequence of them is written as its first and last. */
const MIN_SEQUENCE = 3;

/** The messages that a cell holds. */
export function piecesOf(cell: LadderCell | undefined): readonly MessagePiece[] {
  return cell !== undefined && 'pieces' in cell ? (cell.pieces ?? []) : [];
}

/** The messages of some bytes, each in its color. */
export function piecesSpans(pieces: readonly MessagePiece[], { ellipsis }: Glyphs): Span[] {
  const spans: Span[] = [];
  const add = (text: string, message: number): void => {
    if (spans.length > 0) spans.push({ text: ' ', look: 'plain' });
    spans.push({ text, look: { message } });
  };
  for (let i = 0; i < pieces.length;) {
    const { message, from, length, of } = pieces[i]!;
    let last = i;
    while (isWhole(pieces[last]) && isWhole(pieces[last + 1])) last++;
    if (last - i + 1 >= MIN_SEQUENCE) {
      const end = pieces[last]!.message;
      add(`m${message}`, message);
      spans.push({ text: '-', look: 'plain' }, { text: `m${end}`, look: { message: end } });
      i = last + 1;
      continue;
    }
    add(`${from > 0 ? ellipsis : ''}m${message}${from + length < of ? ellipsis : ''}`, message);
    i++;
  }
  return spans;
}

function isWhole(piece: MessagePiece | undefined): boolean {
  return piece !== undefined && piece.from === 0 && piece.length === piece.of;
}
