/**
 * The pair over TLS, its client: it trusts one certificate, checks the name in it, and prints what was agreed on.
 *
 * Both checks are needed. The chain alone would accept any server that the same authority has signed for; the name alone
 * would accept whoever writes `localhost` into a certificate of his own.
 */
import type { ClientHooks } from '../client.ts';
import { readOptions } from '../common/option.ts';
import { withConnection } from '../transport/tcp-client.ts';
import { tlsLayer } from '../transport/tls-client.ts';
import { type TlsPairClientOptions, tlsPairClientOptionTable } from './tls-pair-options.ts';

/** Seconds that the server may take for its greeting. */
const PATIENCE = 10;

/** Runs the client to its end. Throws PeerOptionError and PeerClientError. */
export async function runTlsPair(
  record: Readonly<Record<string, unknown>>,
  hooks: ClientHooks,
): Promise<void> {
  const options = readOptions<TlsPairClientOptions>('tls', tlsPairClientOptionTable, record);
  const { server, port } = options;
  const layer = tlsLayer({ name: 'tls', ...options });
  await withConnection({ name: 'tls', server, port, layer }, hooks, async (connection) => {
    const [version, cipher] = connection.note.split(', ');
    hooks.print(version ?? '');
    hooks.print(cipher ?? '');
    const bytes = await connection.receive(PATIENCE * 1000);
    if (typeof bytes !== 'string') await hooks.write(bytes);
    await connection.close();
  });
}
