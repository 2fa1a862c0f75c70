/** The options of the chat's server and of its client. */
import { defineOptions } from '../common/option.ts';
import { checkCut, MANNER_ROWS } from '../transport/manner.ts';
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

/** TCP has no boundaries between texts; this puts one on the wire. */
const NEWLINE = {
  name: 'newline',
  type: 'boolean',
  default: false,
  description: 'End each text that it sends with a newline, so that the other side knows where it ends.',
} as const;

/** The options of the server. */
export const chatOptions = defineOptions('chat', [
  HOST,
  listenPort(8989),
  {
    name: 'says',
    type: 'text',
    default: '',
    description: 'Texts to say, one after each text that it reads; `|` separates them.',
  },
  {
    name: 'closesAfter',
    type: 'integer',
    min: 0,
    max: 10_000,
    default: 0,
    description: 'Number of texts after which the server closes first; 0 for never.',
  },
  {
    name: 'relay',
    type: 'boolean',
    default: true,
    description: 'Send what one client says to all others.',
  },
  NEWLINE,
  idleTimeout(3600, 86_400, 'Seconds without data until a client counts as gone.'),
  STALL_TIMEOUT,
  maxConnections(100, 10_000),
]);

/** All options of the chat server, complete. */
export type ChatOptions = OptionsOf<typeof chatOptions.table>;

/** What a caller passes: any part of {@link ChatOptions}. */
export type ChatInput = InputOf<typeof chatOptions.table>;

/** The options of the client. */
export const chatClientOptions = defineOptions(
  'chat',
  [serverName('127.0.0.1'), serverPort(8989), NEWLINE, ...MANNER_ROWS],
  (options) => checkCut('chat', options),
);

/** A text as it goes out: with its newline, if the option says so. */
export function asSent(text: Uint8Array | string, { newline }: { readonly newline: boolean }): Buffer {
  const bytes = Buffer.from(text);
  return newline ? Buffer.concat([bytes, Buffer.from('\n')]) : bytes;
}
