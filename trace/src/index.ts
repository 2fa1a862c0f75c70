/** The run folder of Wireside: its format, reading, writing, and the joining of its lanes. */
export * from './format.ts';
export { TraceError } from './error.ts';
export { type OutputLine, outputBytes, outputLines } from './output.ts';
export { readTrace, TraceWriter } from './store.ts';
export { parseTrace, type Trace, TRACE_FILES } from './trace.ts';
export { callText, packetComments } from './comments.ts';
export {
  type JoinedConnection,
  type JoinedDirection,
  joinConnection,
  joinTrace,
  overlapping,
  overlappingRecords,
  type PacketSpan,
  type RecordSpan,
  type Span,
} from './join.ts';
export { type MessagePiece, type MessageSpan, messagesOfPeer, piecesIn } from './ladder/messages.ts';
export { rowShows } from './ladder/fold.ts';
export { endText, ladder } from './ladder/ladder.ts';
export { bytesText, countText, durationText, groupDigits } from './ladder/text.ts';
export type {
  Evidence,
  Folded,
  Ladder,
  LadderCell,
  LadderOptions,
  LadderRow,
  RowBytes,
  RowKind,
  WireCell,
} from './ladder/types.ts';
export { type Ribbon, ribbon, type RibbonPacket, type RibbonRow } from './ribbon.ts';
export { type ShownMessage, shownMessages } from './ladder/shown.ts';
