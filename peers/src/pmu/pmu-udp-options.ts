/** The options of the PMU over UDP: what a case, or a command line, may decide about it. */
import { type Option, readOptions } from '../common/option.ts';

/** All options of a PMU over UDP; {@link pmuUdpOptionTable} describes each. */
export interface PmuUdpOptions {
  /** The IPv4 address, 0.0.0.0 for all of this computer's. */
  readonly host: string;

  /** The IPv6 address, :: for all of this computer's. */
  readonly host6: string;

  /** The port, the same for both families. */
  readonly port: number;

  /** Where all chance comes from: which requests are lost, and every offset. */
  readonly seed: string;

  /**
   * The family that the server can be reached by. By turns, a client that has settled on one of them waits in vain for a
   * whole turn; one that sends on both each second does not notice.
   */
  readonly family: 'ipv4' | 'ipv6' | 'alternate';

  /** Seconds of a turn. */
  readonly alternate: number;

  /**
   * The probability that a request gets no answer. On a real network it would be lost on the way there or on the way back;
   * for the client there is no difference, and that is why it has to be able to send again.
   */
  readonly loss: number;

  /** How many requests get no answer whatever chance says, from the first one on: a case that needs a loss has one. */
  readonly dropFirst: number;

  /** What stands between OFFSET and the number. The documents and the server that really ran disagree. */
  readonly separator: '=' | ':';

  /** The largest n of RESET:n that is understood. */
  readonly largest: number;

  /** The longest request that is looked at. */
  readonly maxRequest: number;
}

/** What a caller gives: any part of {@link PmuUdpOptions}; the rest is filled in. */
export type PmuUdpInput = Partial<PmuUdpOptions>;

/** The options as a table, for command line, case files and documentation. */
export const pmuUdpOptionTable: readonly Option[] = [
  {
    name: 'host',
    type: 'text',
    default: '127.0.0.1',
    description: 'IPv4 address to listen on; 0.0.0.0 lets other computers in.',
  },
  {
    name: 'host6',
    type: 'text',
    default: '::1',
    description: 'IPv6 address to listen on; :: lets other computers in.',
  },
  {
    name: 'port',
    type: 'integer',
    min: 0,
    max: 65535,
    default: 5004,
    description: 'Port to listen on, the same for both families; 0 lets the kernel choose.',
  },
  {
    name: 'seed',
    type: 'text',
    default: 'wireside',
    description: 'Where all chance comes from: the same seed, the same losses and the same offsets.',
  },
  {
    name: 'family',
    type: 'choice',
    choices: ['alternate', 'ipv4', 'ipv6'],
    default: 'alternate',
    description: 'ipv4 or ipv6: always this one; alternate: one and then the other, never both.',
  },
  {
    name: 'alternate',
    type: 'number',
    min: 0.01,
    max: 3600,
    default: 10,
    description: 'Seconds until the other family has its turn, IPv4 first.',
  },
  {
    name: 'loss',
    type: 'number',
    min: 0,
    max: 1,
    default: 0.5,
    description: 'Probability that a request gets no answer, from 0 to 1.',
  },
  {
    name: 'dropFirst',
    type: 'integer',
    min: 0,
    max: 1000,
    default: 0,
    description: 'How many requests get no answer in any case, from the first one on.',
  },
  {
    name: 'separator',
    type: 'choice',
    choices: ['=', ':'],
    default: '=',
    description: 'What stands between OFFSET and the number.',
  },
  {
    name: 'largest',
    type: 'integer',
    min: 0,
    max: 999_999_999,
    default: 1_000_000,
    description: 'The largest n of RESET:n; with a larger one the command is wrong.',
  },
  {
    name: 'maxRequest',
    type: 'integer',
    min: 7,
    max: 65_507,
    default: 64,
    description: 'Bytes of the longest request; a longer one is a wrong command.',
  },
];

/** Complete, checked options from what was given; throws what readOptions() throws. */
export function pmuUdpOptions(input: PmuUdpInput = {}): PmuUdpOptions {
  return readOptions<PmuUdpOptions>('pmu-udp', pmuUdpOptionTable, { ...input });
}
