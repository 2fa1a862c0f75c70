/** The options of the PDC over WebSocket. */
import type { Option } from '../common/option.ts';
import { type PdcOptions, pdcOptionTable } from './pdc-options.ts';

/** All options of a PDC over WebSocket, complete. */
export interface PdcWebsocketOptions extends PdcOptions {
  /** Whether to say at the end how many messages came, in how many calls of the handler. */
  readonly count: boolean;
}

/** The options as a table. */
export const pdcWebsocketOptionTable: readonly Option[] = [
  ...pdcOptionTable.map((option): Option =>
    option.name === 'port' ? ({ ...option, default: 5006 } as Option) : option,
  ),
  {
    name: 'count',
    type: 'boolean',
    default: false,
    description: 'Whether to say at the end how many messages came.',
  },
];
