/** The run folder of Wireside: its format, the model of a run, and its pictures as data. */
export * from './format.ts';
export { TraceError } from './error.ts';
export { escape } from './escape.ts';
export { evidenceText, evidenceWord, parseEvidence } from './evidence-text.ts';
export type { Evidence } from './evidence.ts';
export { Model } from './model.ts';
export type { ClosedFor } from './closed-for.ts';
export { closedFor, closedForText } from './closed-for.ts';
export type { ConnectionTls } from './carried.ts';
export type { ActorConnection } from './connection.ts';
export { Connection } from './connection.ts';
export { JoinedDirection } from './direction.ts';
export type { Datagram, DatagramEnd, DatagramReceiver } from './datagram.ts';
export { normalEndpoint, splitEndpoint } from './endpoint.ts';
export type { HostOf } from './hosts.ts';
export { hostsByAddress } from './hosts.ts';
export type { OutputBytes, OutputLine } from './output.ts';
export type { Trace } from './trace.ts';
export { parseTrace, TRACE_FILES } from './trace.ts';
export { callText, packetComments } from './comments.ts';
export type { ConnectionEnd, PacketSpan, RecordSpan, Span } from './join.ts';
export { overlapping, overlappingRecords } from './join.ts';
export type { MessagePiece, MessageSpan } from './messages.ts';
export { piecesIn } from './messages.ts';
export type { LineContent, LinePart, ShownMessage } from './shown.ts';
export { classifyLines, shownMessages } from './shown.ts';
export type { Resent } from './resent.ts';
export { CLOCK_SKEW, MAX_UNCOUNTED } from './returns.ts';
export { findings } from './findings/find.ts';
export type { Finding, Rule } from './findings/finding.ts';
export { datagramSocketsOf } from './findings/multicast.ts';
export type { DatagramSocket } from './findings/multicast.ts';
export { listenersOf, listensAt } from './findings/listeners.ts';
export type { Listener } from './findings/listeners.ts';
export { lastWords } from './findings/last-words.ts';
export type { LastWords } from './findings/last-words.ts';
export { RUN_RULES } from './findings/rules/index.ts';
export { ProgramView, RunView } from './findings/run-view.ts';
export type { SocketView } from './findings/sockets.ts';
export { callName, escapeBytes, lastLines, list, printable, quote, seconds } from './findings/words.ts';
export { actorWords, lineWords, rangeText, sizeText } from './ladder/cell-words.ts';
export type { Words } from './ladder/cell-words.ts';
export {
  briefPacketText,
  foldedPacketsText,
  packetParts,
  packetRemark,
  packetText,
  sequenceText,
  wholePacketText,
} from './ladder/packet-words.ts';
export { foldShows, rowShows, rowsInFold } from './ladder/rows.ts';
export { ladder, LADDER_ROWS } from './ladder/ladder.ts';
export { columnDuration } from './text.ts';
export type {
  ActorCell,
  CallCell,
  CallMoment,
  Column,
  EndCell,
  FoldedCell,
  FoldedPacketsCell,
  GapCell,
  Ladder,
  LadderCell,
  LadderOptions,
  LadderRow,
  LadderTls,
  LineCell,
  LinesCell,
  LookupCell,
  Mood,
  PacketCell,
  PeerCell,
  ProcessEndCell,
  RowBytes,
  RowKind,
  SceneCell,
  StartCell,
  WireCell,
} from './ladder/types.ts';
export { ribbonOf } from './ribbon.ts';
export type { Ribbon, RibbonPacket, RibbonRow } from './ribbon.ts';
export { upgradeDescription } from './upgrade.ts';
export { dataBytes } from './query/kinds/common-fields.ts';
export { AGGREGATES } from './query/aggregate.ts';
export type { AggregateName } from './query/aggregate.ts';
export { MAX_QUERY } from './query/cursor.ts';
export type { Kind, KindField } from './query/kind.ts';
export { KINDS } from './query/kinds/index.ts';
export { compileQuery, Query } from './query/query.ts';
export type { Answer } from './query/query.ts';
export type { QueryError } from './query/query-error.ts';
export { compileShow, Show } from './query/show.ts';
export { compileTemplate, Template } from './query/template.ts';
export { QUERY_VALUES, SAMPLE_VALUES } from './query/values.ts';
export type { QueryValues, ValueName } from './query/values.ts';
