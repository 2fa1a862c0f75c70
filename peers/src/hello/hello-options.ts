/** The options of the UDP hello, server and client. */
import { defineOptions } from '../common/option.ts';
import type { InputOf } from '../common/option-table.ts';
import { HOST, listenPort } from '../common/option-rows.ts';

/** The texts of the editions: older ones have no exclamation mark. The space at the end belongs to both. */
export const GREETINGS: readonly string[] = ['Hello, Romeo ', 'Hello, Romeo! '];

/**
 * The options of the server. Port 5001 of UDP has nothing to do with port 5001 of TCP, which may belong to another
 * program.
 */
export const helloOptions = defineOptions('hello', [
  HOST,
  listenPort(5001, 'Port to listen on; 50007 in a later edition. 0 lets the kernel choose.'),
]);

/** What a caller passes: any part of the server's options. */
export type HelloInput = InputOf<typeof helloOptions.table>;

/** The options of the client, all of them flags: the program of the handout has no arguments. */
export const helloClientOptions = defineOptions('hello', [
  { name: 'host', type: 'text', default: 'localhost', description: 'Name or address of the server.' },
  {
    name: 'port',
    type: 'integer',
    min: 1,
    max: 65_535,
    default: 5001,
    description: 'Port of the server; 50007 in a later edition.',
  },
  {
    name: 'text',
    type: 'text',
    default: 'Hello, Romeo ',
    description: 'Text of the datagram; a later edition has an exclamation mark before the space.',
  },
]);
