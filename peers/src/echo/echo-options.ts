/** The options of the echo server and of its client. */
import { defineOptions } from '../common/option.ts';
import { checkCut, CROWD_ROWS, MANNER_ROWS } from '../transport/manner.ts';
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

/** The options of the server. */
export const echoOptions = defineOptions('echo', [
  HOST,
  listenPort(5002),
  // A longer sentence takes several reads, and so it gets several answers.
  {
    name: 'readSize',
    type: 'integer',
    min: 1,
    max: 65_536,
    default: 16,
    description: 'Maximum number of bytes per read.',
  },
  // The client that is served keeps all others waiting.
  idleTimeout(3600, 86_400, 'Seconds without data until a client loses its turn.'),
  STALL_TIMEOUT,
  maxConnections(64, 100_000, 'Maximum number of clients; one is served, the others wait.'),
]);

/** All options of the echo server, complete. */
export type EchoOptions = OptionsOf<typeof echoOptions.table>;

/** What a caller passes: any part of {@link EchoOptions}. */
export type EchoInput = InputOf<typeof echoOptions.table>;

/** The options of the client. */
export const echoClientOptions = defineOptions(
  'echo',
  [
    serverName('localhost'),
    serverPort(5002),
    {
      name: 'text',
      type: 'text',
      // 42 bytes: three reads of the server, six of a client that reads 8 at a time.
      default: 'One sentence, sent by one call of send() .',
      description: 'Sentence to send, in one send().',
    },
    {
      name: 'readSize',
      type: 'integer',
      min: 1,
      max: 65_536,
      default: 8,
      description: 'Maximum number of bytes per recv(): 8, or 16 in another edition.',
    },
    {
      name: 'stay',
      type: 'boolean',
      default: true,
      description: 'Keep the connection until Ctrl-C, so that the socket table shows it.',
    },
    ...MANNER_ROWS,
    ...CROWD_ROWS,
  ],
  (options) => checkCut('echo', options),
);
