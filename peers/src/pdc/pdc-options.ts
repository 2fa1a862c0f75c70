/** The options of the PDC: its prototype, and nothing else. */
import type { Option } from '../common/option.ts';

/** All options of a PDC over TCP, complete. */
export interface PdcOptions {
  /** A name or an address. Older editions have it fixed in the program, and only the command on the command line. */
  readonly server: string;
  readonly port: number;
  /** What is sent, byte by byte, without a line end. What it means is the server's business. */
  readonly command: string;
}

/** The options as a table. */
export const pdcOptionTable: readonly Option[] = [
  {
    name: 'server',
    type: 'text',
    argument: true,
    default: '127.0.0.1',
    description: 'Name or address of the PMU.',
  },
  {
    name: 'port',
    type: 'integer',
    argument: true,
    min: 1,
    max: 65535,
    default: 5003,
    description: 'Its port.',
  },
  {
    name: 'command',
    type: 'text',
    argument: true,
    default: 'CMD_short:0',
    description: 'What to send: CMD_short:d, with d seconds between the messages, or CMD_floodme.',
  },
];
