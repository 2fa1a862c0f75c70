/** The options of the echo server and of its client. */
import { type Option, readOptions } from '../common/option.ts';

/** All options of the echo server, complete. */
export interface EchoOptions {
  readonly host: string;
  readonly port: number;
  /** The most bytes that one read gives. A longer sentence takes several reads, and so several answers. */
  readonly readSize: number;
  /** Seconds without a byte after which a client loses its turn: it keeps all the others waiting. */
  readonly idleTimeout: number;
  /** Seconds that a client may leave its receive window closed while bytes wait for it. */
  readonly stallTimeout: number;
  /** How many clients at a time: the one that is served, and those that wait for their turn. */
  readonly maxConnections: number;
}

/** What a caller gives: any part of {@link EchoOptions}. */
export type EchoInput = Partial<EchoOptions>;

/** The server's options as a table. */
export const echoOptionTable: readonly Option[] = [
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
    default: 5002,
    description: 'Port to listen on; 0 lets the kernel choose one that is free.',
  },
  {
    name: 'readSize',
    type: 'integer',
    min: 1,
    max: 65536,
    default: 16,
    description: 'The most bytes that one read takes.',
  },
  {
    name: 'idleTimeout',
    type: 'number',
    min: 0.01,
    max: 86_400,
    default: 3600,
    description: 'Seconds without a byte after which a client loses its turn.',
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
    default: 64,
    description: 'How many clients at a time: one is served, the others wait.',
  },
];

/** Complete options from any part of them; throws PeerOptionError. */
export function echoOptions(input: EchoInput): EchoOptions {
  return readOptions('echo', echoOptionTable, input as Record<string, unknown>);
}

/** All options of the echo client, complete. */
export interface EchoClientOptions {
  readonly server: string;
  readonly port: number;
  /** What is sent, in one send(). */
  readonly text: string;
  /** The most bytes that one recv() may give. */
  readonly readSize: number;
  /** Whether the client keeps the connection when all has come back, until it is interrupted. */
  readonly stay: boolean;
}

/** The client's options as a table. */
export const echoClientOptionTable: readonly Option[] = [
  {
    name: 'server',
    type: 'text',
    argument: true,
    default: 'localhost',
    description: 'Name or address of the server.',
  },
  {
    name: 'port',
    type: 'integer',
    argument: true,
    min: 1,
    max: 65535,
    default: 5002,
    description: 'Its port.',
  },
  {
    name: 'text',
    type: 'text',
    // 42 bytes: three reads of the server, six of a client that reads 8 at a time.
    default: 'One sentence, sent by one call of send() .',
    description: 'The sentence to send.',
  },
  {
    name: 'readSize',
    type: 'integer',
    min: 1,
    max: 65536,
    default: 8,
    description: 'The most bytes that one recv() may give: 8, or 16 in another edition.',
  },
  {
    name: 'stay',
    type: 'boolean',
    default: true,
    description: 'Whether to keep the connection until Ctrl-C, so that the socket table shows it.',
  },
];
