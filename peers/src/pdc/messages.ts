/** From a stream of bytes back to the messages that were put into it. */

/** How each message of the PMU begins. What follows is its number, and nothing says where that ends. */
const BEGINNING = 'This is PMU data ';

/** Bytes that may wait for the beginning of a next message. More than that is no message of a PMU. */
const MOST = 64 * 1024;

/**
 * Cuts a stream into messages, however recv() cut it before.
 *
 * A message ends where the next one begins, or where the stream ends. Not where a chunk ends, and not after the first digit:
 * `This is PMU data 1` may be all there is of message 1 or the beginning of message 12, and a pause in between proves
 * nothing, since networks pause too. So a message is known only when the bytes behind it are there, and the last one when
 * the FIN has come.
 */
export class MessageSplitter {
  /** What came and is not known to be complete; latin1, so that a character is a byte. */
  #rest = '';

  /** Takes a chunk of any size, and gives the messages that it completes. */
  push(bytes: Uint8Array): Buffer[] {
    this.#rest += Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
    const complete: Buffer[] = [];
    // From the second byte on: the first one is where the message that is being waited for begins itself.
    for (let next = this.#next(); next > 0; next = this.#next()) complete.push(this.#take(next));
    return complete;
  }

  /** The stream has ended: what is left is the last message, if anything is. */
  end(): Buffer[] {
    return this.#rest === '' ? [] : [this.#take(this.#rest.length)];
  }

  #next(): number {
    const found = this.#rest.indexOf(BEGINNING, 1);
    return found > 0 || this.#rest.length <= MOST ? found : MOST;
  }

  #take(length: number): Buffer {
    const message = Buffer.from(this.#rest.slice(0, length), 'latin1');
    this.#rest = this.#rest.slice(length);
    return message;
  }
}
