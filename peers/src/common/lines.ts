/** Splits what is typed, or read from a file, into lines. */

/** The longest line that is kept whole, in bytes; a longer one is cut there. */
const MAX_LENGTH = 64 * 1024;

/** The lines of a stream of bytes, without their line endings; the last one may lack its line ending. */
export async function* linesOf(input: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let rest = Buffer.alloc(0);
  for await (const bytes of input) {
    rest = Buffer.concat([rest, bytes]);
    for (let end = rest.indexOf(10); end >= 0 || rest.length > MAX_LENGTH; end = rest.indexOf(10)) {
      const line = rest.subarray(0, end >= 0 ? end : MAX_LENGTH);
      rest = rest.subarray(end >= 0 ? end + 1 : MAX_LENGTH);
      // A terminal of Windows ends its lines with two bytes.
      yield line.at(-1) === 13 ? line.subarray(0, -1) : line;
    }
  }
  if (rest.length > 0) yield rest;
}
