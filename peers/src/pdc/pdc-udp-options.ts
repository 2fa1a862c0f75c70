/** The options of the PDC over UDP: its prototype, `pdc <server> <port>`, and the parameters of the experiment. */
import { defineOptions } from '../common/option.ts';
import type { OptionsOf } from '../common/option-table.ts';
import { serverName, serverPort } from '../common/option-rows.ts';

/** The options of the PDC over UDP. */
export const pdcUdpOptions = defineOptions('pdc-udp', [
  serverName('localhost', 'Name or address of the PMU; a name may have an IPv4 and an IPv6 address.'),
  serverPort(5004, 'Port of the PMU.'),
  {
    name: 'reset',
    type: 'integer',
    min: 0,
    max: 999_999_999,
    default: 20,
    description: 'The n of RESET:n; the offset in the answer is from 0 to n.',
  },
  // Too short, and requests are sent again while their answers are still on the way. Too long, and every loss costs that
  // long. A program that knows nothing about the network takes a second (RFC 8085 section 3.1.1).
  {
    name: 'timeout',
    type: 'number',
    min: 0.001,
    max: 60,
    default: 1,
    description: 'Seconds to wait for an answer before the request is sent again.',
  },
  {
    name: 'runs',
    type: 'integer',
    min: 1,
    max: 10_000,
    default: 1,
    description:
      'Number of runs. With more than one, prints the requests of each run, their average a, and 1 - 1/a.',
  },
]);

/** All options of a PDC over UDP, complete. */
export type PdcUdpOptions = OptionsOf<typeof pdcUdpOptions.table>;
