/** The page's client: it requests one page and prints its status and its text, over HTTP or HTTPS. */
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { urlToHttpOptions } from 'node:url';
import type { ClientHooks } from '../client.ts';
import { PeerClientError } from '../common/peer-error.ts';
import type { ClientConnection } from '../transport/client-connection.ts';
import { streamOf } from '../transport/client-stream.ts';
import type { Crowd, Manner } from '../transport/manner.ts';
import { withConnection } from '../transport/tcp-client.ts';
import type { ClientLayer } from '../transport/tcp-client.ts';
import { pageClientOptions } from './page-options.ts';

/** The ports of the two schemes (RFC 9110 section 4.2). */
const DEFAULT_PORT: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

/**
 * RUN. Runs the client until it ends.
 *
 * @throws {PeerOptionError} when an option is not valid.
 * @throws {PeerClientError} as {@link fetchPage} does.
 */
export async function runPage(record: Readonly<Record<string, unknown>>, hooks: ClientHooks): Promise<void> {
  const { url, ...manner } = pageClientOptions.read(record);
  await fetchPage({ name: 'page', url: new URL(url), ...manner }, hooks);
}

/** What {@link fetchPage} needs to know. */
export interface PageRequest extends Partial<Manner>, Partial<Crowd> {
  /** The client's name in the catalog. */
  readonly name: string;
  readonly url: URL;
  /** TLS, for a page over HTTPS. */
  readonly layer?: ClientLayer;
}

/**
 * Requests a page, and prints the answer as it comes.
 *
 * @throws {PeerClientError} `PEER_CLIENT_PAGE` when the answer is not HTTP, or not complete; others as
 *   {@link withConnection} does.
 */
export async function fetchPage({ url, ...options }: PageRequest, hooks: ClientHooks): Promise<void> {
  // In a URL an IPv6 address has brackets; connect() takes it without them (RFC 3986 section 3.2.2).
  const server = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const port = url.port === '' ? DEFAULT_PORT[url.protocol]! : Number(url.port);
  await withConnection({ ...options, server, port }, hooks, async (connection) => {
    try {
      await printAnswer(url, connection, hooks);
    } catch (error) {
      if (hooks.signal.aborted) return;
      throw connection.end ?? pageError(options.name, url, error as NodeJS.ErrnoException);
    }
    await connection.close();
  });
}

/** One request, and its answer. The connection is ours; Node writes and reads HTTP on it. */
async function printAnswer(url: URL, connection: ClientConnection, hooks: ClientHooks): Promise<void> {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const sent = request(
      {
        ...urlToHttpOptions(url),
        // TLS, if there is any, is below the stream.
        protocol: 'http:',
        headers: { host: url.host },
        createConnection: () => streamOf(connection),
      },
      resolve,
    );
    sent.on('error', reject);
    sent.end();
  });
  hooks.print(`HTTP/${answer.httpVersion} ${answer.statusCode} ${answer.statusMessage}`);
  hooks.print('');
  for await (const bytes of answer) await hooks.write(bytes as Buffer);
}

function pageError(name: string, url: URL, error: NodeJS.ErrnoException): PeerClientError {
  return new PeerClientError({
    code: 'PEER_CLIENT_PAGE',
    message: `${name}: no page from ${url.href}.`,
    observed: `${error.code ?? error.name}: ${error.message}`,
    expected: 'an HTTP/1.1 answer',
    hint: 'Is the server running? Is the scheme correct: http for page, https for page-tls?',
  });
}
