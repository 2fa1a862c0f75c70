/**
 * The PDC over TLS: it believes the server only if an authority that it knows has signed for it, then asks as always.
 *
 * What has to be checked is decided by what the certificate is about. A browser checks that the *name* in it is the one in
 * its address bar. Here the subject is a person, the server's owner, at whatever address; so the chain of signatures is
 * checked, and the name is not.
 */
import type { ClientHooks } from '../client.ts';
import { readOptions } from '../common/option.ts';
import { withConnection } from '../transport/tcp-client.ts';
import { tlsLayer } from '../transport/tls-client.ts';
import { askAndShow } from './pdc.ts';
import { type PdcTlsOptions, pdcTlsOptionTable } from './pdc-tls-options.ts';

/** Runs a PDC to its end. Throws PeerOptionError, and PeerClientError where the server cannot be reached or trusted. */
export async function runPdcTls(
  record: Readonly<Record<string, unknown>>,
  hooks: ClientHooks,
): Promise<void> {
  const { server, port, command, ca } = readOptions<PdcTlsOptions>('pdc-tls', pdcTlsOptionTable, record);
  const layer = tlsLayer({ name: 'pdc-tls', ca, serverName: undefined });
  await withConnection({ name: 'pdc-tls', server, port, layer }, hooks, (connection) =>
    askAndShow(connection, command, hooks),
  );
}
