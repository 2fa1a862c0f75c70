/** The options of the PDC over UDP: its prototype, `pdc <server> <port>`, and what may be varied about it. */
import { type Option, readOptions } from '../common/option.ts';

/** All options of a PDC over UDP; {@link pdcUdpOptionTable} describes each. */
export interface PdcUdpOptions {
  /** A name, so that it may have an address in both families. */
  readonly server: string;
  readonly port: number;
  /** The n of RESET:n. */
  readonly reset: number;
  /**
   * Seconds to wait for an answer. Too short, and requests are sent again whose answers are on their way; too long, and
   * every loss costs that long. Programs that know nothing of the network take a second (RFC 8085 section 3.1.1).
   */
  readonly timeout: number;
  /** How many times all of it is done. */
  readonly runs: number;
}

/** The options as a table. */
export const pdcUdpOptionTable: readonly Option[] = [
  {
    name: 'server',
    type: 'text',
    default: 'localhost',
    argument: true,
    description: 'The PMU, by name or address; a name may have an address in both families.',
  },
  {
    name: 'port',
    type: 'integer',
    min: 1,
    max: 65535,
    default: 5004,
    argument: true,
    description: 'The port of the PMU.',
  },
  {
    name: 'reset',
    type: 'integer',
    min: 0,
    max: 999_999_999,
    default: 20,
    description: 'The number in the request: the offset is between 0 and this.',
  },
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
      'How many times: with more than one, the sendings of each run, their average a, and 1 - 1/a are printed.',
  },
];

/** Complete, checked options; throws what readOptions() throws. */
export function pdcUdpOptions(record: Readonly<Record<string, unknown>>): PdcUdpOptions {
  return readOptions<PdcUdpOptions>('pdc-udp', pdcUdpOptionTable, record);
}
