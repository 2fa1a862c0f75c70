/** The reference servers of Wireside; see README.md for what each file shows. */
export {
  isPeerName,
  listenPeer,
  parsePeerOptions,
  type PeerEntry,
  type PeerName,
  type PeerOptions,
  peers,
} from './catalog.ts';
export { type ClientEntry, clients, runClient } from './client-catalog.ts';
export type { ClientHooks, RunClient } from './client.ts';
export { now } from './common/clock.ts';
export { linesOf } from './common/lines.ts';
export { cut, cutAt, type CutDemand, cutEverywhere, insideCharacters } from './common/cut.ts';
export { countBytes, escapeBytes } from './common/escape.ts';
export { flagOf, type NumberOrRange, type Option, readOptions } from './common/option.ts';
export {
  type Ends,
  formatAddress,
  type Peer,
  type PeerEvent,
  type PeerEventName,
  type PeerHooks,
} from './peer.ts';
export {
  PeerClientError,
  PeerError,
  type PeerErrorFacts,
  PeerListenError,
  PeerOptionError,
} from './common/peer-error.ts';
export { listenPmu } from './pmu/pmu.ts';
export { type Piece, pmuFlood, pmuFloodPieces, pmuMessagePieces, pmuMessages } from './pmu/pmu-answer.ts';
export {
  KNOWN_COMMANDS,
  MAX_COMMAND,
  MAX_DELAY,
  type PmuCommand,
  readCommand,
  type Reading,
} from './pmu/pmu-command.ts';
export {
  type FloodSegmentation,
  MAX_FLOOD_BYTEWISE,
  type PmuInput,
  type PmuOptions,
  pmuOptions,
  pmuOptionTable,
  type Segmentation,
} from './pmu/pmu-options.ts';
export { type PortOwner, portOwner } from './common/port-owner.ts';
export { Random } from './common/random.ts';
export { verse, type VerseText } from './common/verse.ts';
