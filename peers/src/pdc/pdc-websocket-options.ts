/** The options of the PDC over WebSocket. */
import { defineOptions } from '../common/option.ts';
import { withDefault } from '../common/option-table.ts';
import type { OptionsOf } from '../common/option-table.ts';
import { CLIENT_TIMEOUT } from '../transport/manner.ts';
import { PDC_ARGUMENTS } from './pdc-options.ts';

/** The options of the PDC over WebSocket. */
export const pdcWebsocketOptions = defineOptions('pdc-websocket', [
  ...withDefault(PDC_ARGUMENTS, 'port', 5006),
  {
    name: 'count',
    type: 'boolean',
    default: false,
    description: 'Print at the end how many messages came.',
  },
  CLIENT_TIMEOUT,
]);

/** All options of a PDC over WebSocket, complete. */
export type PdcWebsocketOptions = OptionsOf<typeof pdcWebsocketOptions.table>;
