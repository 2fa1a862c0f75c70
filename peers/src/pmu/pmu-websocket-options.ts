/** The options of the PMU over WebSocket: those of the PMU, except for cutting, which frames make harmless. */
import { defineOptions } from '../common/option.ts';
import { rowsOf } from '../common/option-table.ts';
import type { InputOf, OptionsOf } from '../common/option-table.ts';
import { handshakeTimeout, listenPort } from '../common/option-rows.ts';
import { pmuOptions } from './pmu-options.ts';

/** The options of the PMU over WebSocket. */
export const pmuWebsocketOptions = defineOptions('pmu-websocket', [
  listenPort(5006),
  ...rowsOf(pmuOptions.table, [
    'host',
    'seed',
    'messages',
    'firstNumber',
    'flood.bytes',
    'flood.text',
    'strict',
    'idleTimeout',
    'stallTimeout',
    'maxConnections',
  ]),
  // The course's own server used binary frames, although the messages are text.
  {
    name: 'opcode',
    type: 'choice',
    choices: ['binary', 'text'],
    default: 'binary',
    description: 'Send messages in binary frames or in text frames.',
  },
  {
    name: 'frames',
    type: 'integer',
    min: 1,
    max: 100,
    default: 1,
    description: 'Number of frames per message.',
  },
  {
    name: 'ping',
    type: 'boolean',
    default: false,
    description:
      'Send two pings: one right behind the answer to the upgrade, in the same segment, and one before the messages.',
  },
  {
    name: 'closeTimeout',
    type: 'number',
    min: 0.1,
    max: 30,
    default: 2,
    description: "Seconds to wait for the client's close frame.",
  },
  handshakeTimeout('Seconds that a client may take for the upgrade from HTTP.'),
]);

/** All options of a PMU over WebSocket, complete. */
export type PmuWebsocketOptions = OptionsOf<typeof pmuWebsocketOptions.table>;

/** What a caller passes: any part of {@link PmuWebsocketOptions}. */
export type PmuWebsocketInput = InputOf<typeof pmuWebsocketOptions.table>;
