/** The options of the PMU over WebSocket. */
import { type Option, readOptions } from '../common/option.ts';
import { type PmuOptions, pmuOptionTable } from './pmu-options.ts';

/** What it shares with the PMU over TCP; the rest is about cutting, which frames have made an end of. */
const SHARED = [
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
];

/** All options of a PMU over WebSocket, complete. */
export interface PmuWebsocketOptions extends Pick<
  PmuOptions,
  | 'host'
  | 'seed'
  | 'messages'
  | 'firstNumber'
  | 'flood'
  | 'strict'
  | 'idleTimeout'
  | 'stallTimeout'
  | 'maxConnections'
> {
  readonly port: number;
  /** Whether messages go in binary frames, as on the system that really ran, or in text frames. */
  readonly opcode: 'binary' | 'text';
  /** In how many frames each message goes. */
  readonly frames: number;
  /** Seconds for the upgrade from HTTP. */
  readonly handshakeTimeout: number;
}

/** What a caller gives: any part of {@link PmuWebsocketOptions}. */
export type PmuWebsocketInput = Partial<Omit<PmuWebsocketOptions, 'flood'>> & {
  readonly flood?: Partial<PmuOptions['flood']>;
};

/** The options as a table. */
export const pmuWebsocketOptionTable: readonly Option[] = [
  {
    name: 'port',
    type: 'integer',
    min: 0,
    max: 65535,
    default: 5006,
    description: 'Port to listen on; 0 lets the kernel choose one that is free.',
  },
  ...pmuOptionTable.filter(({ name }) => SHARED.includes(name)),
  {
    name: 'opcode',
    type: 'choice',
    choices: ['binary', 'text'],
    default: 'binary',
    description: 'Whether messages go in binary frames or in text frames.',
  },
  {
    name: 'frames',
    type: 'integer',
    min: 1,
    max: 100,
    default: 1,
    description: 'In how many frames each message goes.',
  },
  {
    name: 'handshakeTimeout',
    type: 'number',
    min: 0.05,
    max: 3600,
    default: 10,
    description: 'Seconds that a client may take for the upgrade from HTTP.',
  },
];

/** Complete options from any part of them; throws PeerOptionError. */
export function pmuWebsocketOptions(input: PmuWebsocketInput): PmuWebsocketOptions {
  return readOptions('pmu-websocket', pmuWebsocketOptionTable, input);
}
