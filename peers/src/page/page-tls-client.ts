/** The page's client over HTTPS: whom to trust, and then as over HTTP. */
import { request } from 'node:https';
import type { ClientHooks } from '../client.ts';
import { readOptions } from '../common/option.ts';
import { tlsError, trustSettings } from '../transport/tls-client.ts';
import { fetchPage, readUrl } from './page-client.ts';
import { type PageTlsClientOptions, pageTlsClientOptionTable } from './page-tls-options.ts';

/** Runs the client to its end. Throws PeerOptionError and PeerClientError. */
export async function runPageTls(
  record: Readonly<Record<string, unknown>>,
  hooks: ClientHooks,
): Promise<void> {
  const options = readOptions<PageTlsClientOptions>('page-tls', pageTlsClientOptionTable, record);
  const url = readUrl('page-tls', options.url, 'https:', pageTlsClientOptionTable);
  const trust = { name: 'page-tls', ca: options.ca, serverName: url.hostname };
  await fetchPage('page-tls', url, request, trustSettings(trust), hooks, (error) => tlsError(trust, error));
}
