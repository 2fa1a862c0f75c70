/**
 * A client for any server over TCP: it sends one text, writes what comes, and closes.
 *
 *     connect()                          accept()
 *     send(text)               ----->    recv()
 *     recv(), again and again  <-----    send(), if the server has an answer
 *     recv() returns 0 bytes   <-----    close()
 *     close()
 *
 * It knows no protocol, so it cannot know when an answer is complete: it reads until the server closes, or until it has as
 * many bytes as it was told to expect. Its manner (transport/manner.ts) makes a visitor of it that a server should survive:
 * one that leaves without a word, one that sends its text byte by byte, twenty that come at the same time.
 */
import type { ClientHooks } from '../client.ts';
import { countBytes, unescapeText } from '../common/escape.ts';
import { withConnection } from '../transport/tcp-client.ts';
import { tcpClientOptions } from './tcp-client-options.ts';

/**
 * RUN. Runs the client until it ends.
 *
 * @throws {PeerOptionError} when an option is not valid.
 * @throws {PeerClientError} when the server cannot be reached, is silent for too long, or the connection breaks.
 */
export async function runTcpClient(
  record: Readonly<Record<string, unknown>>,
  hooks: ClientHooks,
): Promise<void> {
  const options = tcpClientOptions.read(record);
  const text = unescapeText(options.text)!;
  await withConnection({ name: 'tcp-client', ...options }, hooks, async (connection) => {
    if (text.length > 0) await connection.send(text);
    const wanted = options.expects === 0 ? Infinity : options.expects;
    while (connection.received < wanted) {
      const bytes = await connection.receive();
      if (typeof bytes === 'string') break;
      await hooks.write(bytes);
    }
    const { received } = connection;
    const isEarly = received < wanted && wanted !== Infinity;
    await connection.close(
      isEarly ? `the server closed after ${received} of ${countBytes(wanted)}` : undefined,
    );
  });
}
