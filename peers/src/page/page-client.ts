/** The page's client: it asks for one page and shows its status and its text, over HTTP as over HTTPS. */
import { request as requestPlain, type IncomingMessage, type RequestOptions } from 'node:http';
import type { ClientHooks } from '../client.ts';
import { now } from '../common/clock.ts';
import { type Option, readOptions } from '../common/option.ts';
import { PeerClientError, PeerOptionError } from '../common/peer-error.ts';
import { formatAddress } from '../peer.ts';
import { type PageClientOptions, pageClientOptionTable } from './page-options.ts';

/** What asks: node:http's request function, or node:https's. */
type Ask = (
  url: URL,
  options: RequestOptions,
  answered: (answer: IncomingMessage) => void,
) => ReturnType<typeof requestPlain>;

/** Runs the client to its end. Throws PeerOptionError and PeerClientError. */
export async function runPage(record: Readonly<Record<string, unknown>>, hooks: ClientHooks): Promise<void> {
  const { url } = readOptions<PageClientOptions>('page', pageClientOptionTable, record);
  await fetchPage('page', readUrl('page', url, 'http:', pageClientOptionTable), requestPlain, {}, hooks);
}

/** The URL of an option; throws PeerOptionError where it is none, or one of another scheme. */
export function readUrl(name: string, text: string, scheme: string, table: readonly Option[]): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === scheme) return url;
  const example = table.find((option) => option.name === 'url')?.default;
  throw new PeerOptionError({
    code: 'PEER_OPTION_VALUE',
    message: `${name}: the option url cannot be ${JSON.stringify(text).slice(0, 200)}.`,
    observed: text.slice(0, 200),
    expected: `a URL that begins with ${scheme}//`,
    hint: `For example ${String(example)}.`,
  });
}

/** Asks once, and shows what comes as it comes. */
export async function fetchPage(
  name: string,
  url: URL,
  ask: Ask,
  options: RequestOptions,
  hooks: ClientHooks,
  explain: (error: NodeJS.ErrnoException) => PeerClientError | undefined = () => undefined,
): Promise<void> {
  try {
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const request = ask(url, { ...options, agent: false, signal: hooks.signal }, resolve);
      request.on('error', reject);
      request.on('socket', (socket) => {
        socket.once('connect', () => {
          hooks.log({
            at: now(),
            peer: name,
            event: 'connect',
            connection: 0,
            local: formatAddress(socket.localAddress, socket.localPort),
            remote: formatAddress(socket.remoteAddress, socket.remotePort),
          });
        });
      });
      request.end();
    });
    hooks.print(`HTTP/${answer.httpVersion} ${answer.statusCode} ${answer.statusMessage}`);
    hooks.print('');
    for await (const bytes of answer) await hooks.write(bytes as Buffer);
  } catch (error) {
    if (hooks.signal.aborted) return;
    const reason = error as NodeJS.ErrnoException;
    throw explain(reason) ?? failure(name, url, reason);
  }
}

function failure(name: string, url: URL, error: NodeJS.ErrnoException): Error {
  return new PeerClientError({
    code: 'PEER_CLIENT_PAGE',
    message: `${name}: no page from ${url.href}.`,
    observed: `${error.code ?? error.name}: ${error.message}`,
    expected: 'an answer of HTTP/1.1',
    hint: 'Is the server there, and is it the right scheme: http with page, https with page-tls?',
  });
}
