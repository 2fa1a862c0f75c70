/** The page's client over HTTPS: it checks whom it talks to, and then does the same as over HTTP. */
import type { ClientHooks } from '../client.ts';
import { tlsLayer } from '../transport/tls-client.ts';
import { fetchPage } from './page-client.ts';
import { pageTlsClientOptions } from './page-tls-options.ts';

/**
 * RUN. Runs the client until it ends.
 *
 * @throws {PeerOptionError} when an option is not valid.
 * @throws {PeerClientError} when the server cannot be trusted, or there is no answer.
 */
export async function runPageTls(
  record: Readonly<Record<string, unknown>>,
  hooks: ClientHooks,
): Promise<void> {
  const options = pageTlsClientOptions.read(record);
  const url = new URL(options.url);
  const layer = tlsLayer({ name: 'page-tls', ca: options.ca, serverName: url.hostname }, hooks);
  await fetchPage({ name: 'page-tls', url, layer }, hooks);
}
