/** The options of the page over HTTPS, of its server and of its client. */
import { type Option, readOptions } from '../common/option.ts';
import { type TlsOptions, tlsOptionTable } from '../transport/tls-identity.ts';
import { type PageClientOptions, type PageOptions, pageOptionTable } from './page-options.ts';

/** All options of the page over HTTPS, complete. */
export type PageTlsOptions = PageOptions & TlsOptions;

/** What a caller gives: any part of {@link PageTlsOptions}. */
export type PageTlsInput = Partial<PageTlsOptions>;

/** The port of the secure pair is 8443; this is the next one. */
const PORT = 8444;

/** The server's options as a table. */
export const pageTlsOptionTable: readonly Option[] = [
  ...pageOptionTable.map((option): Option =>
    option.name === 'port' ? ({ ...option, default: PORT } as Option) : option,
  ),
  ...tlsOptionTable,
];

/** Complete options from any part of them; throws PeerOptionError. */
export function pageTlsOptions(input: PageTlsInput): PageTlsOptions {
  return readOptions('page-tls', pageTlsOptionTable, input as Record<string, unknown>);
}

/** All options of the client, complete. */
export interface PageTlsClientOptions extends PageClientOptions {
  /** The only certificate that is trusted, as PEM or as a file. */
  readonly ca: string;
}

/** The client's options as a table. */
export const pageTlsClientOptionTable: readonly Option[] = [
  {
    name: 'url',
    type: 'text',
    argument: true,
    default: `https://localhost:${PORT}/`,
    description: 'Where the page is.',
  },
  {
    name: 'ca',
    type: 'text',
    default: 'server.pem',
    description:
      "The only certificate that is trusted: the server's own, or its authority's; a file, or PEM.",
  },
];
