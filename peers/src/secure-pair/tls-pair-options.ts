/** The options of the pair over TLS, of its server and of its client. */
import { defineOptions } from '../common/option.ts';
import type { InputOf, OptionsOf } from '../common/option-table.ts';
import {
  HOST,
  idleTimeout,
  listenPort,
  maxConnections,
  serverName,
  serverPort,
  STALL_TIMEOUT,
} from '../common/option-rows.ts';
import { TLS_ROWS, tlsVersions } from '../transport/tls-options.ts';

/** The options of the server. */
export const tlsPairOptions = defineOptions('tls', [
  HOST,
  listenPort(8443),
  {
    name: 'greeting',
    type: 'text',
    default: 'Only you can read this.',
    description: 'What the server says after the handshake; empty for nothing.',
  },
  idleTimeout(60, 3600, 'Seconds that a client may stay silent.'),
  STALL_TIMEOUT,
  maxConnections(1000),
  ...TLS_ROWS,
]);

/** All options of the server, complete. */
export type TlsPairOptions = OptionsOf<typeof tlsPairOptions.table>;

/** What a caller passes: any part of {@link TlsPairOptions}. */
export type TlsPairInput = InputOf<typeof tlsPairOptions.table>;

/** The options of the client. */
export const tlsPairClientOptions = defineOptions('tls', [
  serverName('127.0.0.1'),
  serverPort(8443),
  // The server's own certificate, because it is self-signed.
  {
    name: 'ca',
    type: 'text',
    default: 'server.pem',
    description: "The only certificate to trust: the server's own; a file, or PEM.",
  },
  {
    name: 'serverName',
    type: 'text',
    default: 'localhost',
    description: 'Name that the certificate must contain.',
  },
  ...tlsVersions('offered'),
]);
