/** From a stream of bytes to one line for each of the messages that it was made of. */
import { MESSAGE_START } from '../pmu/pmu-text.ts';

const NEWLINE = '\n';

/**
 * Puts a line break before each message but the first, whatever the sizes of the chunks that recv() returned. A server that
 * ends its messages with line breaks of its own gets no second ones.
 *
 * A message ends where the next one begins, or where the stream ends. It does not end where a chunk ends, and not after the
 * first digit: `This is PMU data 1` may be all of message 1, or the beginning of message 12. A pause after it proves nothing,
 * because networks pause too. So a program that waits for the end of a message shows each one too late. But what has come can be
 * shown at once: only the line break has to wait, until the next message begins. Held back is no more than what may be the
 * beginning of that.
 */
export class MessageLines {
  /** What may be the beginning of a message; latin1, so that a character is a byte. */
  #held = '';
  /** The last character that was shown; empty before the first one. */
  #last = '';

  /** Takes a chunk of any size, and returns what can be shown now. */
  push(bytes: Uint8Array): Buffer {
    const text = this.#held + Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
    const cut = text.length - beginningAtEnd(text);
    this.#held = text.slice(cut);
    return this.#show(text.slice(0, cut));
  }

  /** The stream has ended: what was held back, and the end of the last line. */
  end(): Buffer {
    const rest = this.#show(this.#held);
    this.#held = '';
    return Buffer.concat([rest, Buffer.from(this.#isAtLineStart ? '' : NEWLINE)]);
  }

  get #isAtLineStart(): boolean {
    return this.#last === '' || this.#last === NEWLINE;
  }

  #show(text: string): Buffer {
    const [before = '', ...messages] = text.split(MESSAGE_START);
    let shown = this.#keep(before);
    for (const message of messages) {
      const lineBreak = this.#isAtLineStart ? '' : NEWLINE;
      shown += this.#keep(lineBreak + MESSAGE_START + message);
    }
    return Buffer.from(shown, 'latin1');
  }

  /** Remembers where a line ends. */
  #keep(text: string): string {
    this.#last = text.at(-1) ?? this.#last;
    return text;
  }
}

/** How many characters at the end of a text may be the beginning of a message. */
function beginningAtEnd(text: string): number {
  for (let size = Math.min(MESSAGE_START.length - 1, text.length); size > 0; size--)
    if (text.endsWith(MESSAGE_START.slice(0, size))) return size;
  return 0;
}
