/** The options of the PDC. */
import { defineOptions } from '../common/option.ts';
import { checkCut, CROWD_ROWS, MANNER_ROWS } from '../transport/manner.ts';
import { serverName, serverPort } from '../common/option-rows.ts';

/** The prototype. In older editions the program knows the server and takes the command only. */
export const PDC_ARGUMENTS = [
  serverName('127.0.0.1', 'Name or address of the PMU.'),
  serverPort(5003, 'Port of the PMU.'),
  // Sent byte by byte, without a newline. Its meaning is the server's business.
  {
    name: 'command',
    type: 'text',
    argument: true,
    default: 'CMD_short:0',
    description: 'Command to send: CMD_short:d, with d seconds between the messages, or CMD_floodme.',
  },
] as const;

/** The options of the PDC over TCP: the prototype, and how it behaves. */
export const pdcOptions = defineOptions('pdc', [...PDC_ARGUMENTS, ...MANNER_ROWS, ...CROWD_ROWS], (options) =>
  checkCut('pdc', options),
);
