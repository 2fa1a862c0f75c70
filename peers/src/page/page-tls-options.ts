/** The options of the page over HTTPS, of its server and of its client. */
import { defineOptions } from '../common/option.ts';
import { withDefault } from '../common/option-table.ts';
import type { InputOf } from '../common/option-table.ts';
import { TLS_ROWS } from '../transport/tls-options.ts';
import { checkPath, checkUrl, pageOptions, urlRow } from './page-options.ts';

/** The pair over TLS has port 8443; this is the next one. */
const PORT = 8444;

/** The options of the server. */
export const pageTlsOptions = defineOptions(
  'page-tls',
  [...withDefault(pageOptions.table, 'port', PORT), ...TLS_ROWS],
  (options) => checkPath('page-tls', options),
);

/** What a caller passes: any part of the server's options. */
export type PageTlsInput = InputOf<typeof pageTlsOptions.table>;

/** The URL of the page. */
const URL_ROW = urlRow(`https://localhost:${PORT}/`);

/** The options of the client. */
export const pageTlsClientOptions = defineOptions(
  'page-tls',
  [
    URL_ROW,
    {
      name: 'ca',
      type: 'text',
      default: 'server.pem',
      description: "The only certificate to trust: the server's own, or its authority's; a file, or PEM.",
    },
  ],
  ({ url }) => checkUrl('page-tls', URL_ROW, url, 'https:'),
);
