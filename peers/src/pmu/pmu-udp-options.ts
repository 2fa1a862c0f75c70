/** The options of the PMU over UDP: what a case, or a command line, may decide about it. */
import { defineOptions } from '../common/option.ts';
import type { InputOf, OptionsOf } from '../common/option-table.ts';
import { HOST, listenPort, seedOf } from '../common/option-rows.ts';

/** The options of the PMU over UDP. */
export const pmuUdpOptions = defineOptions('pmu-udp', [
  // As the course's own servers did.
  {
    ...HOST,
    default: '0.0.0.0',
    description: 'IPv4 address to listen on; 127.0.0.1 keeps other computers out.',
  },
  {
    name: 'host6',
    type: 'text',
    default: '::',
    description: 'IPv6 address to listen on; ::1 keeps other computers out.',
  },
  listenPort(5004, 'Port to listen on, the same for IPv4 and IPv6; 0 lets the kernel choose.'),
  seedOf('Random seed: the same seed repeats the same losses and the same offsets.'),
  // A client that has settled on one family may wait without an answer for as long as the other one has its turn. One that sends on
  // both each second does not notice.
  {
    name: 'family',
    type: 'choice',
    choices: ['alternate', 'ipv4', 'ipv6'],
    default: 'alternate',
    description: 'ipv4 or ipv6: always this one; alternate: one, then the other, never both.',
  },
  {
    name: 'alternate',
    type: 'number',
    min: 0.01,
    max: 3600,
    default: 10,
    description: 'Seconds until the other family has its turn; IPv4 comes first.',
  },
  // On a real network the request or the answer would be lost on its way. The client cannot see the difference, and so
  // it has to be able to send again.
  {
    name: 'loss',
    type: 'number',
    min: 0,
    max: 1,
    default: 0.5,
    description: 'Probability that a datagram gets no answer, from 0 to 1; also one that is not a request.',
  },
  // A case that needs a loss gets one, whatever the random numbers say.
  {
    name: 'dropFirst',
    type: 'integer',
    min: 0,
    max: 1000,
    default: 0,
    description: 'Number of datagrams at the beginning that never get an answer.',
  },
  // The handouts have "=", the course's own servers sent ":".
  {
    name: 'separator',
    type: 'choice',
    choices: ['=', ':'],
    default: ':',
    description: 'Character between OFFSET and the number.',
  },
  {
    name: 'command',
    type: 'choice',
    choices: ['RESET:20', 'RESET:n'],
    default: 'RESET:20',
    description: "What it knows: RESET:20 only, as the course's servers did, or every n up to --largest.",
  },
  {
    name: 'largest',
    type: 'integer',
    min: 0,
    max: 999_999_999,
    default: 1_000_000,
    description: 'Largest n of RESET:n; a larger one is an unknown command.',
  },
  {
    name: 'maxRequest',
    type: 'integer',
    min: 7,
    max: 65_507,
    default: 64,
    description: 'Maximum length of a request in bytes; a longer one is an unknown command.',
  },
]);

/** All options of a PMU over UDP, complete. */
export type PmuUdpOptions = OptionsOf<typeof pmuUdpOptions.table>;

/** What a caller passes: any part of {@link PmuUdpOptions}. */
export type PmuUdpInput = InputOf<typeof pmuUdpOptions.table>;
