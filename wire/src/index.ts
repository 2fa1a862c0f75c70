/** Wireside's library for packets: capture files in, packets and conversations out; pure, for Node and the browser. */
export { Capture, openCapture } from './capture/capture.ts';
export type { CaptureOptions } from './capture/capture.ts';
export { openCaptureFile, openCaptureStream } from './capture/open-stream.ts';
export type { StreamOptions } from './capture/open-stream.ts';
export type { Packet, TcpSummary, UdpSummary } from './capture/packet.ts';
export type { Dissection, Source } from './capture/dissection.ts';
export { NO_STREAM, SHAPE } from './capture/table.ts';
export type { Table } from './capture/table.ts';
export { TcpStream, tcpStreams, udpStreams } from './conversations/tcp-streams.ts';
export type { Endpoint, UdpStream } from './conversations/tcp-streams.ts';
export type { Direction, Gap, Piece, Segment } from './conversations/direction.ts';
export { streamMessages } from './conversations/messages.ts';
export type { StreamMessages } from './conversations/messages.ts';
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
export type { FilterError, FilterWarning } from './filter/filter-error.ts';
export { Filter, compileFilter } from './filter/filter.ts';
export type { FilterOptions, FilterScope } from './filter/filter.ts';
export { RecordFields, compileRecordFilter } from './filter/record-filter.ts';
export type { RecordField, RecordFilter } from './filter/record-filter.ts';
export type { FilterVersion } from './filter/version.ts';
export type { CaptureInterface, Problem, ResolvedName, Secrets } from './files/records.ts';
export { withComments } from './files/with-comments.ts';
export type { Field, FieldType, Item, Time, Value } from './protocols/field.ts';
export { PROTOCOLS, STREAM_PROTOCOLS, registry } from './protocols/all.ts';
export type { Claims, Protocol } from './protocols/protocol.ts';
export { Registry } from './protocols/registry.ts';
export type { Cut, CutAnswer, Message, Pending, StreamProtocol } from './protocols/stream-protocol.ts';
export { decryptCapture } from './decrypt/load.ts';
export type { Ciphers } from './protocols/tls/ciphers.ts';
export type { ClientHello, ServerHello } from './protocols/tls/hello.ts';
export { tlsSession } from './protocols/tls/session.ts';
export type { Named, ShownCertificates, TlsDirection, TlsSession } from './protocols/tls/session.ts';
export type { Seen, SeenAlert, SeenHandshake } from './protocols/tls/state.ts';
export { readCertificate } from './protocols/x509/certificate.ts';
export type { Certificate } from './protocols/x509/certificate.ts';
export type { NamePart } from './protocols/x509/name-tree.ts';
export { itemText, valueText } from './protocols/text.ts';
export { MARK, MARK_NAMES, markNames } from './tcp/marks.ts';
export type { RuleSet } from './tcp/state.ts';
export { tcpOptions } from './tcp/options.ts';
export type { TcpOptions } from './tcp/options.ts';
export { why } from './tcp/why.ts';
export type { Why } from './tcp/why.ts';
export { streamLife } from './conversations/life.ts';
export type { Life, Sent } from './conversations/life.ts';
export { endpointText } from './conversations/life-facts.ts';
export type { LifeFact } from './conversations/life-facts.ts';
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
export { explain } from './explain/explain.ts';
export type { ExplainOptions } from './explain/context.ts';
export { explanationText } from './explain/explanation.ts';
export type { Explanation, Paragraph, Section } from './explain/explanation.ts';
