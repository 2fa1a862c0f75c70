/** Messages in the fewest signs: `m3` is all of it, `m3…` its beginning, `…m3` its end, `…m3…` something between. */
import type { MessagePiece } from '@wireside/trace';
import type { Glyphs } from './glyphs.ts';
import type { Span } from './spans.ts';

/** From this many whole messages on, a row of them is written as its first and last. */
const MANY = 3;

/** The messages of some bytes, each in its colour. */
export function piecesSpans(pieces: readonly MessagePiece[], { ellipsis }: Glyphs): Span[] {
  const spans: Span[] = [];
  const add = (text: string, message: number): void => {
    if (spans.length > 0) spans.push({ text: ' ', look: 'plain' });
    spans.push({ text, look: { message } });
  };
  for (let i = 0; i < pieces.length;) {
    const { message, from, length, of } = pieces[i] as MessagePiece;
    let last = i;
    while (isWhole(pieces[last]) && isWhole(pieces[last + 1])) last++;
    if (last - i + 1 >= MANY) {
      const end = (pieces[last] as MessagePiece).message;
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
