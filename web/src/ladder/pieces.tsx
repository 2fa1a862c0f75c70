/** Messages in few signs, as the terminal shows them: `m3` is all of it, `m3…` its beginning, `…m3` its end. */
import type { MessagePiece } from '@wireside/trace';

/** Colors and patterns of messages; message 8 looks as message 0 does, and says `m8`. */
export const MESSAGE_LOOKS = 8;
/** From this many whole messages on, a sequence of them is written as its first and last. */
const MIN_SEQUENCE = 3;
/** Signs of one cell; the others are counted. */
const MAX_SIGNS = 4;

/** The class that gives something the look of a message. */
export const messageClass = (message: number): string => `m${message % MESSAGE_LOOKS}`;

interface Sign {
  readonly text: string;
  readonly message: number;
}

/** The signs of the messages that some bytes hold. */
export function signsOf(pieces: readonly MessagePiece[]): Sign[] {
  const signs: Sign[] = [];
  for (let i = 0; i < pieces.length; i++) {
    const { message, from, length, of } = pieces[i]!;
    let last = i;
    while (isWhole(pieces[last]) && isWhole(pieces[last + 1])) last++;
    if (last - i + 1 >= MIN_SEQUENCE) {
      signs.push({ text: `m${message}–m${pieces[last]!.message}`, message });
      i = last;
    } else signs.push({ text: `${from > 0 ? '…' : ''}m${message}${from + length < of ? '…' : ''}`, message });
  }
  return signs;
}

function isWhole(piece: MessagePiece | undefined): boolean {
  return piece !== undefined && piece.from === 0 && piece.length === piece.of;
}

/** The signs, each in the look of its message. */
export function Pieces({ pieces }: { pieces: readonly MessagePiece[] | undefined }) {
  if (pieces === undefined || pieces.length === 0) return undefined;
  const signs = signsOf(pieces);
  return (
    <span className="pieces">
      {signs.slice(0, MAX_SIGNS).map(({ text, message }, i) => (
        <span key={i} className={`piece message ${messageClass(message)}`}>
          {text}
        </span>
      ))}
      {signs.length > MAX_SIGNS && <span className="soft">+{signs.length - MAX_SIGNS}</span>}
    </span>
  );
}
