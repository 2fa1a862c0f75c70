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
export { now } from './clock.ts';
export { cut, cutAt, type CutDemand, cutEverywhere, insideCharacters } from './cut.ts';
export { countBytes, escapeBytes } from './escape.ts';
export { flagOf, type NumberOrRange, type Option, readOptions } from './option.ts';
export {
  type Ends,
  formatAddress,
  type Peer,
  type PeerEvent,
  type PeerEventName,
  type PeerHooks,
} from './peer.ts';
export { PeerError, type PeerErrorFacts, PeerListenError, PeerOptionError } from './peer-error.ts';
export { listenPmu } from './pmu.ts';
export { type Piece, pmuFlood, pmuFloodPieces, pmuMessagePieces, pmuMessages } from './pmu-answer.ts';
export {
  KNOWN_COMMANDS,
  MAX_COMMAND,
  MAX_DELAY,
  type PmuCommand,
  readCommand,
  type Reading,
} from './pmu-command.ts';
export {
  type FloodSegmentation,
  MAX_FLOOD_BYTEWISE,
  type PmuInput,
  type PmuOptions,
  pmuOptions,
  pmuOptionTable,
  type Segmentation,
} from './pmu-options.ts';
export { type PortOwner, portOwner } from './port-owner.ts';
export { Random } from './random.ts';
export { verse, type VerseText } from './verse.ts';
