/** The options of the UDP hello, server and client. */
import { type Option, readOptions } from '../common/option.ts';

/** The texts of the editions: the older ones have no exclamation mark. The blank at the end belongs to both. */
export const GREETINGS: readonly string[] = ['Hello, Romeo ', 'Hello, Romeo! '];

/** All options of the server; {@link helloOptionTable} describes each. */
export interface HelloOptions {
  /** The address that the socket is bound to, which decides who can reach it. */
  readonly host: string;
  /** The port. It says nothing about TCP: port 5001 of TCP is another one, and may well be somebody else's. */
  readonly port: number;
}

/** What a caller gives: any part of {@link HelloOptions}. */
export type HelloInput = Partial<HelloOptions>;

/** The server's options as a table. */
export const helloOptionTable: readonly Option[] = [
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
    default: 5001,
    description: 'Port to listen on; a later edition has 50007. 0 lets the kernel choose.',
  },
];

/** Complete, checked options of the server; throws what readOptions() throws. */
export function helloOptions(input: HelloInput = {}): HelloOptions {
  return readOptions<HelloOptions>('hello', helloOptionTable, { ...input });
}

/** All options of the client; {@link helloClientOptionTable} describes each. */
export interface HelloClientOptions {
  readonly host: string;
  readonly port: number;
  readonly text: string;
}

/** The client's options as a table. */
export const helloClientOptionTable: readonly Option[] = [
  {
    name: 'host',
    type: 'text',
    default: 'localhost',
    description: 'The server, by name or address.',
  },
  {
    name: 'port',
    type: 'integer',
    min: 1,
    max: 65535,
    default: 5001,
    description: 'The port of the server; a later edition has 50007.',
  },
  {
    name: 'text',
    type: 'text',
    default: 'Hello, Romeo ',
    description: 'What the datagram says; a later edition has an exclamation mark before the blank.',
  },
];
