/** The options of the chat's server and of its client. */
import { type Option, readOptions } from '../common/option.ts';

/** All options of the chat server, complete. */
export interface ChatOptions {
  readonly host: string;
  readonly port: number;
  /** What the server says by itself: the next of these texts (between them `|`) after each chunk that it reads. */
  readonly says: string;
  /** After how many chunks the server closes first; 0 for never, and then whoever wants to ends it. */
  readonly closesAfter: number;
  /** Whether what one client says goes to all others. */
  readonly relay: boolean;
  /** Seconds without a byte after which a client is taken to be gone. */
  readonly idleTimeout: number;
  /** Seconds that a client may leave its receive window closed while bytes wait for it. */
  readonly stallTimeout: number;
  readonly maxConnections: number;
}

/** What a caller gives: any part of {@link ChatOptions}. */
export type ChatInput = Partial<ChatOptions>;

/** The server's options as a table. */
export const chatOptionTable: readonly Option[] = [
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
    default: 8989,
    description: 'Port to listen on; 0 lets the kernel choose one that is free.',
  },
  {
    name: 'says',
    type: 'text',
    default: '',
    description: 'What it says by itself, one text after each that it reads; `|` between the texts.',
  },
  {
    name: 'closesAfter',
    type: 'integer',
    min: 0,
    max: 10_000,
    default: 0,
    description: 'After how many texts it closes first; 0 for never.',
  },
  {
    name: 'relay',
    type: 'boolean',
    default: true,
    description: 'Whether what one client says goes to all others.',
  },
  {
    name: 'idleTimeout',
    type: 'number',
    min: 0.01,
    max: 86_400,
    default: 3600,
    description: 'Seconds without a byte after which a client is taken to be gone.',
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
    max: 10_000,
    default: 100,
    description: 'How many clients at a time.',
  },
];

/** Complete options from any part of them; throws PeerOptionError. */
export function chatOptions(input: ChatInput): ChatOptions {
  return readOptions('chat', chatOptionTable, input as Record<string, unknown>);
}

/** All options of the chat client, complete. */
export interface ChatClientOptions {
  readonly server: string;
  readonly port: number;
}

/** The client's options as a table. */
export const chatClientOptionTable: readonly Option[] = [
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
    default: 8989,
    description: 'Its port.',
  },
];
