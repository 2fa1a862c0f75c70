/**
 * The PDC over TLS: it trusts the server only if a known authority has signed for it, then does the same as over TCP.
 *
 * What to check depends on what the certificate is about. A browser checks that the *name* in it is the one in the address
 * bar. Here the subject is a person, the server's owner, at any address. So the chain of signatures is checked, and the name
 * is not.
 */
import type { ClientHooks } from '../client.ts';
import { withConnection } from '../transport/tcp-client.ts';
import { tlsLayer } from '../transport/tls-client.ts';
import { pdcTlsOptions } from './pdc-tls-options.ts';
import { sendCommand } from './pdc.ts';

/**
 * RUN. Runs the client until it ends.
 *
 * @throws {PeerOptionError} when an option is not valid.
 * @throws {PeerClientError} when the server cannot be reached or trusted, or the connection breaks.
 */
export async function runPdcTls(
  record: Readonly<Record<string, unknown>>,
  hooks: ClientHooks,
): Promise<void> {
  const { command, ca, delay, ...options } = pdcTlsOptions.read(record);
  const layer = tlsLayer({ name: 'pdc-tls', ca, serverName: undefined }, hooks);
  await withConnection({ name: 'pdc-tls', layer, ...options }, hooks, async (connection) => {
    await connection.wait(delay);
    await sendCommand(connection, command, hooks);
  });
}
