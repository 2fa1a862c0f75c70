/**
 * The echo client: it sends one sentence in one call, reads it back in pieces, and stays.
 *
 * How many pieces? Not as many as were sent, and not as many as the server made. Each recv() gives what is there, up to
 * the size that was asked for; the only thing to rely on is the sum of the bytes.
 */
import type { ClientHooks } from '../client.ts';
import { readOptions } from '../common/option.ts';
import { withConnection } from '../transport/tcp-client.ts';
import { type EchoClientOptions, echoClientOptionTable } from './echo-options.ts';

/** Runs the client to its end. Throws PeerOptionError and PeerClientError. */
export async function runEcho(record: Readonly<Record<string, unknown>>, hooks: ClientHooks): Promise<void> {
  const options = readOptions<EchoClientOptions>('echo', echoClientOptionTable, record);
  await withConnection({ name: 'echo', ...options }, hooks, async (connection) => {
    const sentence = Buffer.from(options.text);
    await connection.send(sentence);
    for (let received = 0; received < sentence.length;) {
      const bytes = await connection.receive();
      if (typeof bytes === 'string') return connection.close();
      received += bytes.length;
      hooks.print(`received ${bytes.length} bytes: ${bytes.toString()}`);
    }
    // Everything is back. Whoever looks at the socket table now sees the connection ESTABLISHED, at both ends.
    if (options.stay) while ((await connection.receive()) !== 'end');
    await connection.close();
  });
}
