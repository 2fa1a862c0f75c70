/** The options of the TV station. */
import { defineOptions } from '../common/option.ts';
import type { InputOf, OptionsOf } from '../common/option-table.ts';
import { seedOf } from '../common/option-rows.ts';
import { checkGroup, checkId, GROUP, ID_LENGTH, idRow, INTERFACE, PORT, TTL } from './group.ts';

/** The options of the station. */
export const stationOptions = defineOptions(
  'tv',
  [
    INTERFACE,
    GROUP,
    PORT,
    seedOf('Random seed of the verse: the same seed repeats the same verse.'),
    {
      name: 'text',
      type: 'text',
      default: '',
      description: 'Text file to broadcast, one datagram per line; without it, a generated verse.',
    },
    {
      name: 'bytes',
      type: 'integer',
      min: 1,
      max: 1_000_000,
      default: 2000,
      description: 'Length of the generated verse in bytes.',
    },
    // Nothing says whether that is too fast: UDP has no acknowledgments.
    {
      name: 'interval',
      type: 'number',
      min: 0.001,
      max: 3600,
      default: 3,
      description: 'Seconds from one line to the next.',
    },
    TTL,
    idRow(`The first ${ID_LENGTH} bytes of each datagram: the sender's id.`),
    {
      name: 'loop',
      type: 'boolean',
      default: true,
      description: 'true: start again after the last line; false: send the text once.',
    },
    {
      name: 'pause',
      type: 'number',
      min: 0,
      max: 1000,
      default: 3,
      description: 'Intervals of silence before the text starts again.',
    },
    {
      name: 'rewind',
      type: 'text',
      default: 'RWND...',
      description: 'Message after the last line.',
    },
  ],
  (options) => [...checkGroup('tv', options), ...checkId('tv', options)],
);

/** All options of a station, complete. */
export type StationOptions = OptionsOf<typeof stationOptions.table>;

/** What a caller passes: any part of {@link StationOptions}. */
export type StationInput = InputOf<typeof stationOptions.table>;
