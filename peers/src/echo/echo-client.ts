/**
 * The echo client: it sends one sentence in one call, reads it back in pieces, and stays.
 *
 * How many pieces? Not as many as were sent, and not as many as the server sent. Each recv() returns what is there, up to
 * the size that was requested. Only the sum of the bytes is certain.
 */
import type { ClientHooks } from '../client.ts';
import { countBytes, quoteBytes } from '../common/escape.ts';
import { withConnection } from '../transport/tcp-client.ts';
import { echoClientOptions } from './echo-options.ts';

/** Silence is what to expect from a server that has answered. ms. */
const HOUR = 3_600_000;

/**
 * RUN. Runs the client until it ends.
 *
 * @throws {PeerOptionError} when an option is not valid.
 * @throws {PeerClientError} when the server cannot be reached, or the connection breaks.
 */
export async function runEcho(record: Readonly<Record<string, unknown>>, hooks: ClientHooks): Promise<void> {
  const options = echoClientOptions.read(record);
  await withConnection({ name: 'echo', ...options }, hooks, async (connection) => {
    const sentence = Buffer.from(options.text);
    await connection.send(sentence);
    let odd: string | undefined;
    for (let received = 0; received < sentence.length;) {
      const bytes = await connection.receive();
      if (typeof bytes === 'string') {
        odd ??= `the server closed after ${received} of ${countBytes(sentence.length)}`;
        return connection.close(odd);
      }
      odd ??= differenceOf(sentence.subarray(received), bytes);
      received += bytes.length;
      hooks.print(`received ${bytes.length} bytes: ${bytes.toString()}`);
    }
    // Everything is back. The socket table now shows the connection as ESTABLISHED at both ends.
    if (options.stay) while ((await connection.receive(HOUR)) !== 'end');
    await connection.close(odd);
  });
}

/** What is wrong with bytes that should be the beginning of a text; undefined if nothing is. */
function differenceOf(text: Buffer, bytes: Buffer): string | undefined {
  if (bytes.equals(text.subarray(0, bytes.length))) return undefined;
  const at = bytes.findIndex((byte, index) => byte !== text[index]);
  if (at >= text.length) return 'more came back than was sent';
  return `other bytes came back than were sent: ${quoteBytes(bytes.subarray(at))} for ${quoteBytes(text.subarray(at, bytes.length))}`;
}
