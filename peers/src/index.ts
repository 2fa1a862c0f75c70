/** The reference servers and clients of Wireside; README.md says what each file shows. */
export { checkPeerOptions, isPeerName, listenPeer, parsePeerOptions, peerNames, peers } from './catalog.ts';
export type { PeerEntry, PeerName, PeerOptions } from './catalog.ts';
export { clients, runClient } from './client-catalog.ts';
export type { ClientEntry } from './client-catalog.ts';
export type { ClientHooks, RunClient } from './client.ts';
export { now } from './common/clock.ts';
export { cut, cutAt, cutEverywhere, insideCharacters } from './common/cut.ts';
export type { CutDemand } from './common/cut.ts';
export { countBytes, escapeBytes } from './common/escape.ts';
export { linesOf } from './common/lines.ts';
export { flagOf } from './common/option-table.ts';
export type { PeerOptionProblem } from './common/option-problem.ts';
export type { NumberOrRange, Option, OptionTable } from './common/option-table.ts';
export { PeerClientError, PeerError, PeerListenError, PeerOptionError } from './common/peer-error.ts';
export type { PeerErrorFacts } from './common/peer-error.ts';
export { portOwner } from './common/port-owner.ts';
export type { PortOwner } from './common/port-owner.ts';
export { Random } from './common/random.ts';
export { verse } from './common/verse.ts';
export type { VerseText } from './common/verse.ts';
export { formatAddress, MAX_MESSAGE_TEXT } from './peer.ts';
export type {
  Ends,
  MessageCarrier,
  Peer,
  PeerEvent,
  PeerEventName,
  PeerHooks,
  PeerLog,
  PeerMessage,
} from './peer.ts';
export { pmuFlood, pmuFloodPieces, pmuMessagePieces, pmuMessages } from './pmu/pmu-answer.ts';
export type { Piece } from './pmu/pmu-answer.ts';
export { KNOWN_COMMANDS, MAX_COMMAND, MAX_DELAY, readCommand } from './pmu/pmu-command.ts';
export type { PmuCommand, Reading } from './pmu/pmu-command.ts';
export type { PmuInput, PmuOptions, Segmentation } from './pmu/pmu-options.ts';
export { listenPmu } from './pmu/pmu.ts';
export { checkActorOptions, sceneActor, sceneActorNames } from './scene-actors.ts';
export type { ClientActor, SceneActorEntry, ServerActor } from './scene-actors.ts';
export { PEM_OPTIONS } from './transport/tls-options.ts';
