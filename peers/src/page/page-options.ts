/** The options of the page's server and of its client. */
import { badValue } from '../common/option-problem.ts';
import { defineOptions } from '../common/option.ts';
import type { InputOf, OptionsOf } from '../common/option-table.ts';
import { checkCut, CROWD_ROWS, MANNER_ROWS } from '../transport/manner.ts';
import { HOST, listenPort, maxConnections } from '../common/option-rows.ts';

/** The path of the page (RFC 3986 section 3.3). */
const PATH = {
  name: 'path',
  type: 'text',
  default: '/',
  description: 'Path of the page; any other is answered with 404.',
} as const;

/** The problem of a path that no request can have. */
export function checkPath(name: string, { path }: { readonly path: string }) {
  return /^\/[^\s?#]*$/.test(path) ? [] : [badValue(name, PATH, path, 'a path that begins with /')];
}

/** The rows of the server. */
const SERVER_ROWS = [
  HOST,
  listenPort(8080),
  PATH,
  {
    name: 'secret',
    type: 'text',
    default: 'open sesame',
    description: 'Text of the page that an eavesdropper should not read.',
  },
  // TCP keeps no boundaries: a client may get any page in pieces. With these two, it does.
  {
    name: 'pieces',
    type: 'integer',
    min: 1,
    max: 1000,
    default: 1,
    description: 'Number of pieces in which the page is sent.',
  },
  {
    name: 'pause',
    type: 'number',
    min: 0,
    max: 3600,
    default: 0,
    description: 'Seconds from one piece to the next.',
  },
  {
    name: 'requestTimeout',
    type: 'number',
    min: 0.05,
    max: 3600,
    default: 10,
    description: 'Seconds that a client may take for a request.',
  },
  // RFC 9112 section 9.3: a connection stays open for further requests.
  {
    name: 'keepAlive',
    type: 'number',
    min: 0.05,
    max: 3600,
    default: 5,
    description: 'Seconds that a connection stays open for the next request.',
  },
  {
    name: 'maxRequests',
    type: 'integer',
    min: 1,
    max: 100_000,
    default: 100,
    description: 'Maximum number of requests on one connection.',
  },
  {
    name: 'maxHeader',
    type: 'integer',
    min: 256,
    max: 65_536,
    default: 8192,
    description: "Maximum length of a request's header section in bytes.",
  },
  maxConnections(1000),
] as const;

/** The options of the server. */
export const pageOptions = defineOptions('page', SERVER_ROWS, (options) => checkPath('page', options));

/** All options of the page's server, complete. */
export type PageOptions = OptionsOf<typeof pageOptions.table>;

/** What a caller passes: any part of {@link PageOptions}. */
export type PageInput = InputOf<typeof pageOptions.table>;

/** The URL of a page, as a positional argument (RFC 3986). */
export function urlRow(url: string) {
  return {
    name: 'url',
    type: 'text',
    argument: true,
    default: url,
    description: 'URL of the page.',
  } as const;
}

/** The problem of a URL that is none, or of another scheme. */
export function checkUrl(name: string, row: ReturnType<typeof urlRow>, url: string, scheme: string) {
  const isGood = URL.canParse(url) && new URL(url).protocol === scheme;
  return isGood ? [] : [badValue(name, row, url, `a URL that begins with ${scheme}//`)];
}

/** The URL of the page. */
const URL_ROW = urlRow('http://127.0.0.1:8080/');

/** The options of the client. */
export const pageClientOptions = defineOptions(
  'page',
  [URL_ROW, ...MANNER_ROWS, ...CROWD_ROWS],
  (options) => [...checkUrl('page', URL_ROW, options.url, 'http:'), ...checkCut('page', options)],
);
