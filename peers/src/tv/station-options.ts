/** The options of the TV station. */
import { type Option, readOptions } from '../common/option.ts';
import { checkGroup, checkId, type Group, GROUP, ID_LENGTH, INTERFACE, PORT, STATION, TTL } from './group.ts';

/** All options of a station; {@link stationOptionTable} describes each. */
export interface StationOptions extends Group {
  /** The interface to send on: without it, the routing table would send the group wherever the default route leads. */
  readonly host: string;
  readonly ttl: number;
  readonly seed: string;
  /** A file with the programme, or nothing for a verse of our own. */
  readonly text: string;
  /** Bytes of that verse. */
  readonly bytes: number;
  /** Seconds from one line to the next. Nobody is asked whether that is too fast: there are no acknowledgements. */
  readonly interval: number;
  readonly id: string;
  /** Whether the programme is given again and again. */
  readonly loop: boolean;
  /** Intervals of silence before that. */
  readonly pause: number;
  /** What is said before that silence. */
  readonly rewind: string;
}

/** What a caller gives: any part of {@link StationOptions}. */
export type StationInput = Partial<StationOptions>;

const ID: Option = {
  name: 'id',
  type: 'text',
  default: STATION,
  description: `The first ${ID_LENGTH} bytes of each datagram: who speaks.`,
};

/** The options as a table. */
export const stationOptionTable: readonly Option[] = [
  INTERFACE,
  GROUP,
  PORT,
  {
    name: 'seed',
    type: 'text',
    default: 'wireside',
    description: 'Where the verse comes from: the same seed, the same verse.',
  },
  {
    name: 'text',
    type: 'text',
    default: '',
    description: 'A text file to read out, one datagram a line; without it, a verse of our own.',
  },
  {
    name: 'bytes',
    type: 'integer',
    min: 1,
    max: 1_000_000,
    default: 2000,
    description: 'The length of the verse, where there is no file.',
  },
  {
    name: 'interval',
    type: 'number',
    min: 0.001,
    max: 3600,
    default: 1,
    description: 'Seconds from one line to the next.',
  },
  TTL,
  ID,
  {
    name: 'loop',
    type: 'boolean',
    default: true,
    description: 'true: from the top again after the last line; false: once.',
  },
  {
    name: 'pause',
    type: 'number',
    min: 0,
    max: 1000,
    default: 3,
    description: 'Intervals of silence before the programme begins again.',
  },
  {
    name: 'rewind',
    type: 'text',
    default: 'RWND...',
    description: 'What is said after the last line.',
  },
];

/** Complete, checked options; throws what readOptions() throws, and PEER_OPTION_VALUE for a group or an id that is none. */
export function stationOptions(input: StationInput = {}): StationOptions {
  const options = readOptions<StationOptions>('tv', stationOptionTable, { ...input });
  checkGroup('tv', options);
  checkId('tv', ID, options.id);
  return options;
}
