/**
 * The pair over TLS, its client: it trusts one certificate, checks the name in it, and prints what was negotiated.
 *
 * Both checks are needed. The chain alone would accept any server that the same authority has signed for. The name alone
 * would accept anyone who writes `localhost` into a certificate of their own.
 */
import type { ClientHooks } from '../client.ts';
import { withConnection } from '../transport/tcp-client.ts';
import { tlsLayer } from '../transport/tls-client.ts';
import { tlsPairClientOptions } from './tls-pair-options.ts';

/** Seconds to wait for the greeting. */
const GREETING_TIMEOUT = 10;

/**
 * RUN. Runs the client until it ends.
 *
 * @throws {PeerOptionError} when an option is not valid.
 * @throws {PeerClientError} when the server cannot be reached or trusted.
 */
export async function runTlsPair(
  record: Readonly<Record<string, unknown>>,
  hooks: ClientHooks,
): Promise<void> {
  const options = tlsPairClientOptions.read(record);
  const { server, port } = options;
  const layer = tlsLayer({ name: 'tls', ...options }, hooks);
  await withConnection({ name: 'tls', server, port, layer }, hooks, async (connection) => {
    const [version, cipher] = connection.note.split(', ');
    hooks.print(version ?? '');
    hooks.print(cipher ?? '');
    const bytes = await connection.receive(GREETING_TIMEOUT * 1000);
    if (typeof bytes !== 'string') await hooks.write(bytes);
    // A server that says nothing is fine: the handshake was the point.
    await connection.close(bytes === 'timeout' ? `no greeting within ${GREETING_TIMEOUT} s` : undefined);
  });
}
