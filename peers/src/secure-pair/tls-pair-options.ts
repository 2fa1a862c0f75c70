/** The options of the pair over TLS, of its server and of its client. */
import { type Option, readOptions } from '../common/option.ts';
import { type TlsOptions, tlsOptionTable } from '../transport/tls-identity.ts';

/** All options of the server, complete. */
export interface TlsPairOptions extends TlsOptions {
  readonly host: string;
  readonly port: number;
  /** What it says when the handshake is over; empty for nothing. */
  readonly greeting: string;
  /** Seconds that a client may stay without a word. */
  readonly idleTimeout: number;
  /** Seconds that a client may leave its receive window closed while bytes wait for it. */
  readonly stallTimeout: number;
  readonly maxConnections: number;
}

/** What a caller gives: any part of {@link TlsPairOptions}. */
export type TlsPairInput = Partial<TlsPairOptions>;

/** The server's options as a table. */
export const tlsPairOptionTable: readonly Option[] = [
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
    default: 8443,
    description: 'Port to listen on; 0 lets the kernel choose one that is free.',
  },
  {
    name: 'greeting',
    type: 'text',
    default: 'Only you can read this.',
    description: 'What it says when the handshake is over.',
  },
  {
    name: 'idleTimeout',
    type: 'number',
    min: 0.01,
    max: 3600,
    default: 60,
    description: 'Seconds that a client may stay without a word.',
  },
  {
    name: 'stallTimeout',
    type: 'number',
    min: 0.01,
    max: 3600,
    default: 60,
    description: 'Seconds that a client may leave its receive window closed.',
  },
  {
    name: 'maxConnections',
    type: 'integer',
    min: 1,
    max: 100_000,
    default: 1000,
    description: 'How many connections at a time.',
  },
  ...tlsOptionTable,
];

/** Complete options from any part of them; throws PeerOptionError. */
export function tlsPairOptions(input: TlsPairInput): TlsPairOptions {
  return readOptions('tls', tlsPairOptionTable, input as Record<string, unknown>);
}

/** All options of the client, complete. */
export interface TlsPairClientOptions {
  readonly server: string;
  readonly port: number;
  /** The only certificate that is trusted, as PEM or as a file: the server's own, since it signs itself. */
  readonly ca: string;
  /** The name that the certificate has to be for. */
  readonly serverName: string;
  readonly minVersion: 'TLSv1.2' | 'TLSv1.3';
  readonly maxVersion: 'TLSv1.2' | 'TLSv1.3';
}

/** The client's options as a table. */
export const tlsPairClientOptionTable: readonly Option[] = [
  {
    name: 'server',
    type: 'text',
    argument: true,
    default: '127.0.0.1',
    description: 'Name or address of the server.',
  },
  {
    name: 'port',
    type: 'integer',
    argument: true,
    min: 1,
    max: 65535,
    default: 8443,
    description: 'Its port.',
  },
  {
    name: 'ca',
    type: 'text',
    default: 'server.pem',
    description: "The only certificate that is trusted: the server's own; a file, or PEM.",
  },
  {
    name: 'serverName',
    type: 'text',
    default: 'localhost',
    description: 'The name that the certificate has to be for.',
  },
  {
    name: 'minVersion',
    type: 'choice',
    choices: ['TLSv1.2', 'TLSv1.3'],
    default: 'TLSv1.2',
    description: 'The oldest version that is offered.',
  },
  {
    name: 'maxVersion',
    type: 'choice',
    choices: ['TLSv1.2', 'TLSv1.3'],
    default: 'TLSv1.3',
    description: 'The newest version that is offered.',
  },
];
