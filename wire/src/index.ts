/** Wireside's library for packets: capture files in, packets and conversations out; pure, for Node and the browser. */
export { available, didYouMean, nearest } from './basics/nearest.ts';
export { GrowingBytes } from './basics/arrays.ts';
export { concat } from './basics/bytes.ts';
export { firstIndex, lowerBound } from './basics/binary-search.ts';
export { countText, durationText, listText, numberText, wrapText } from './basics/words.ts';
export { Capture } from './core/capture.ts';
export { emptyCapture, openCapture } from './open.ts';
export type { CaptureOptions } from './open.ts';
export { openCaptureFile, openCaptureStream } from './open-stream.ts';
export type { StreamOptions } from './open-stream.ts';
export type { Packet, TcpSummary, UdpSummary } from './core/packet.ts';
export type { Dissection, Source } from './core/dissection.ts';
export { NO_STREAM, TRAITS } from './table/table.ts';
export type { Table } from './table/table.ts';
export { TcpStream, tcpStreams, udpStreams } from './streams/tcp-streams.ts';
export type { Endpoint, UdpStream } from './streams/tcp-streams.ts';
export type { Direction, Gap, Piece, Segment } from './streams/direction.ts';
export { streamMessages } from './streams/stream-messages.ts';
export type { StreamMessages } from './streams/stream-messages.ts';
export { isGzip } from './files/gzip.ts';
export { PcapStreamParser } from './files/pcap-stream.ts';
export type { PcapRecord } from './files/pcap-stream.ts';
export {
  TLS_KEY_LOG,
  decryptionSecrets,
  enhancedPacket,
  interfaceDescription,
  interfaceStatistics,
  sectionHeader,
} from './files/pcapng-writer.ts';
export type { PacketToWrite } from './files/pcapng-writer.ts';
export { completeField, completeFrom } from './filter/complete.ts';
export type { Completion } from './filter/complete.ts';
export { errorAt, Refusal } from './filter/filter-error.ts';
export type { FilterError, FilterWarning } from './filter/filter-error.ts';
export { Filter, compileFilter } from './filter/filter.ts';
export type { FilterOptions, FilterScope } from './filter/filter.ts';
export { packetFields } from './filter/packets/packet-fields.ts';
export { packetValues } from './filter/packets/values.ts';
export { tokensOf } from './filter/syntax/lexer.ts';
export type { Token } from './filter/syntax/lexer.ts';
export { parseFilter } from './filter/syntax/parser.ts';
export type { CompareSign, Condition, Operand } from './filter/syntax/syntax.ts';
export { RecordFields, compileRecordFilter } from './filter/record-filter.ts';
export type { RecordField, RecordFilter } from './filter/record-filter.ts';
export type { FilterVersion } from './filter/version.ts';
export type { CaptureInterface, Problem, ResolvedName, Secrets } from './files/records.ts';
export { withComments } from './files/with-comments.ts';
export type { Field, FieldType, Item, Time, Value } from './core/field.ts';
export { PROTOCOLS, STREAM_PROTOCOLS, registry } from './protocols/all.ts';
export type { Claims } from './core/claims.ts';
export { derivedKey } from './core/derived.ts';
export type { DerivedKey } from './core/derived.ts';
export type { Packets } from './core/packets.ts';
export type { Protocol } from './core/protocol.ts';
export { Registry } from './core/registry.ts';
export type { RegistryParts } from './core/registry.ts';
export type { Cut, CutAnswer, Message, Pending, StreamContext, StreamCutter } from './core/stream-cutter.ts';
export type { StreamProtocol } from './core/stream-protocol.ts';
export { decryptCapture } from './decrypt/load.ts';
export type { Ciphers } from './core/ciphers.ts';
export type { ClientHello, ServerHello } from './protocols/tls/hello.ts';
export { tlsSession } from './protocols/tls/session.ts';
export type { Named, ShownCertificates, TlsDirection, TlsSession } from './protocols/tls/session.ts';
export type { Seen, SeenAlert, SeenHandshake } from './protocols/tls/state.ts';
export {
  frameOf as websocketFrame,
  OPCODE as WEBSOCKET_OPCODE,
  payloadOf as websocketPayload,
} from './protocols/websocket/frame.ts';
export type { Frame as WebsocketFrame } from './protocols/websocket/frame.ts';
export { readCertificate } from './protocols/x509/certificate.ts';
export type { Certificate } from './protocols/x509/certificate.ts';
export type { NamePart } from './protocols/x509/name-tree.ts';
export { itemText, valueText } from './protocols/text.ts';
export { ACK, FIN, PSH, RST, SYN, flagNames } from './tcp-analysis/flags.ts';
export { MARK, MARK_NAMES, markNames } from './tcp-analysis/marks.ts';
export type { RuleSet } from './tcp-analysis/state.ts';
export { tcpOptions } from './protocols/tcp/option-values.ts';
export type { TcpOptions } from './protocols/tcp/option-values.ts';
export { why } from './tcp-reasons/why.ts';
export type { Why } from './tcp-reasons/reason.ts';
export { streamLife } from './conversations/life.ts';
export type { Life, Sent } from './conversations/life.ts';
export { endpointText } from './streams/tcp-streams.ts';
export { anatomy, segmentFields } from './explain/anatomy.ts';
export type { Anatomy, Phase, SegmentFields, SequenceNumber } from './explain/anatomy.ts';
export { lifeFacts } from './explain/life-facts.ts';
export type { LifeFact } from './explain/life-facts.ts';
export type { Closing, ClosingKind, Fin, Reset, ResetReason } from './conversations/closing.ts';
export type { Opening, OpeningKind, Side } from './conversations/opening.ts';
export { follow } from './conversations/follow.ts';
export type { Followed, FollowedPart, FollowOptions } from './conversations/follow.ts';
export {
  escaped,
  followBytes,
  followText,
  hexDump,
  missingText,
  printable,
} from './conversations/follow-text.ts';
export type { Point, SegmentKind, SeriesOf } from './series/flow.ts';
export { roundTripSeries } from './series/round-trip.ts';
export type { RoundTripPoint } from './series/round-trip.ts';
export { stevensSeries } from './series/stevens.ts';
export type { StevensPoint } from './series/stevens.ts';
export { GRAPH_KINDS, graphSvg } from './series/svg.ts';
export type { GraphKind } from './series/svg.ts';
export { tcptraceSeries } from './series/tcptrace.ts';
export type { AckPoint, SackBar, SegmentBar, TcptraceSeries } from './series/tcptrace.ts';
export { throughputSeries } from './series/throughput.ts';
export type { ThroughputPoint, ThroughputSeries } from './series/throughput.ts';
export { windowSeries } from './series/window.ts';
export type { SizePoint, WindowSeries } from './series/window.ts';
export { bySeverity, captureFindings, MAX_OF_RULE } from './findings/find.ts';
export type { CaptureFinding, CaptureRule, Found, RuleWords, Severity } from './findings/finding.ts';
export { CAPTURE_RULES } from './findings/rules/index.ts';
export { explain } from './explain/explain.ts';
export type { ExplainContext, ExplainOptions, StreamTopic } from './explain/context.ts';
export { explanationText } from './explain/explanation.ts';
export type { Explanation, Paragraph, Section } from './explain/explanation.ts';
export { compileRegex, Regex } from './filter/regex/regex.ts';
