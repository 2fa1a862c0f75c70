/** The options of the page's server and of its client. */
import { type Option, readOptions } from '../common/option.ts';

/** All options of the page's server, complete. */
export interface PageOptions {
  readonly host: string;
  readonly port: number;
  /** What the page says that nobody else should read: an eavesdropper looks for it. */
  readonly secret: string;
  /** Seconds that a client may take for the head of a request, and for a whole one. */
  readonly requestTimeout: number;
  /** Seconds that a connection is kept for a next request (RFC 9112 section 9.3). */
  readonly keepAlive: number;
  /** Requests on one connection. */
  readonly maxRequests: number;
  /** Bytes of a request's head. */
  readonly maxHeader: number;
  readonly maxConnections: number;
}

/** What a caller gives: any part of {@link PageOptions}. */
export type PageInput = Partial<PageOptions>;

/** The server's options as a table. */
export const pageOptionTable: readonly Option[] = [
  {
    name: 'host',
    type: 'text',
    default: '127.0.0.1',
    description: 'Address to listen on; 0.0.0.0 lets other computers in.',
  },
  {
    name: 'port',
    type: 'integer',
    min: 0,
    max: 65535,
    default: 8080,
    description: 'Port to listen on; 0 lets the kernel choose one that is free.',
  },
  {
    name: 'secret',
    type: 'text',
    default: 'open sesame',
    description: 'What the page says that an eavesdropper should not read.',
  },
  {
    name: 'requestTimeout',
    type: 'number',
    min: 0.05,
    max: 3600,
    default: 10,
    description: 'Seconds that a client may take for a request.',
  },
  {
    name: 'keepAlive',
    type: 'number',
    min: 0.05,
    max: 3600,
    default: 5,
    description: 'Seconds that a connection is kept for a next request.',
  },
  {
    name: 'maxRequests',
    type: 'integer',
    min: 1,
    max: 100_000,
    default: 100,
    description: 'How many requests one connection may carry.',
  },
  {
    name: 'maxHeader',
    type: 'integer',
    min: 256,
    max: 65536,
    default: 8192,
    description: "Bytes that a request's head may have.",
  },
  {
    name: 'maxConnections',
    type: 'integer',
    min: 1,
    max: 100_000,
    default: 1000,
    description: 'How many connections at a time.',
  },
];

/** Complete options from any part of them; throws PeerOptionError. */
export function pageOptions(input: PageInput): PageOptions {
  return readOptions('page', pageOptionTable, input as Record<string, unknown>);
}

/** All options of the page's client, complete. */
export interface PageClientOptions {
  /** Where the page is, with its scheme, host and port (RFC 3986). */
  readonly url: string;
}

/** The client's options as a table. */
export const pageClientOptionTable: readonly Option[] = [
  {
    name: 'url',
    type: 'text',
    argument: true,
    default: 'http://127.0.0.1:8080/',
    description: 'Where the page is.',
  },
];
