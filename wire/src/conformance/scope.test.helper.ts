/** The captures with tshark 4.0.17's columns, and which of their frames can be compared. */
import { openCapture } from '../open.ts';
import type { Capture } from '../core/capture.ts';
import { captureBytes, captureNames, oracle } from '../testing/captures.test.helper.ts';

/** Columns of the oracle, in their order. */
export const ORACLE_COLUMNS =
  `frame.number frame.protocols frame.encap_type tcp.stream tcp.seq tcp.ack tcp.len tcp.nxtseq
  tcp.flags tcp.window_size tcp.completeness tcp.analysis.retransmission tcp.analysis.fast_retransmission
  tcp.analysis.spurious_retransmission tcp.analysis.out_of_order tcp.analysis.lost_segment
  tcp.analysis.ack_lost_segment tcp.analysis.duplicate_ack tcp.analysis.duplicate_ack_num
  tcp.analysis.duplicate_ack_frame tcp.analysis.keep_alive tcp.analysis.keep_alive_ack tcp.analysis.zero_window
  tcp.analysis.zero_window_probe tcp.analysis.zero_window_probe_ack tcp.analysis.window_update
  tcp.analysis.window_full tcp.analysis.reused_ports tcp.analysis.acks_frame tcp.analysis.ack_rtt
  tcp.analysis.initial_rtt tcp.analysis.bytes_in_flight tcp.analysis.push_bytes_sent tcp.analysis.rto
  tcp.analysis.rto_frame tls.handshake.type x509af.serialNumber websocket.opcode http.request.method
  http.response.code igmp.type icmp.type tcp.reassembled_in tcp.segments`.split(/\s+/);

/** What tshark says of one frame. */
export interface Frame {
  readonly row: number;
  /** frame.protocols, cut at the colons. */
  readonly protocols: readonly string[];
  /** Values by position in ORACLE_COLUMNS; empty if there is none. */
  readonly values: readonly string[];
}

/** A capture and tshark's frames. */
export interface Compared {
  readonly name: string;
  readonly capture: Capture;
  readonly frames: readonly Frame[];
}

/** Captures in which tshark numbers pcapng blocks that are not packets (custom blocks, systemd's journal). */
const NUMBERED_OTHERWISE = /^gopacket\/pcapgo~tests~[bl]e~test(017|018|102|202)\.pcapng$/;

/** All captures with output of tshark, read under the 4.0 rules. */
export function* comparedCaptures(): Generator<Compared> {
  const expected = oracle();
  for (const name of captureNames()) {
    const lines = expected.get(name);
    if (!lines || NUMBERED_OTHERWISE.test(name)) continue;
    const frames = lines.map((line, row): Frame => {
      const values = line.split('\t');
      const protocols = values[1] ? values[1].split(':') : [];
      return { row, protocols, values: ORACLE_COLUMNS.map((_, i) => values[i] ?? '') };
    });
    const capture = openCapture(captureBytes(name), { rules: '4.0' });
    if (capture.count !== frames.length)
      throw new Error(`${name}: ${capture.count} frames, tshark ${frames.length}`);
    yield { name, capture, frames };
  }
}

/** Below transport, as far as this library goes. */
const LOWER = new Set(
  'eth ethertype vlan llc sll null raw ip ipv6 ipv6.hopopts ipv6.fraghdr ipv6.routing ipv6.dstopts'.split(
    ' ',
  ),
);
const LINKS = new Set(['eth', 'sll', 'null', 'raw', 'ip', 'ipv6']);

/** Position of the first protocol above IP, or of one below it that this library does not know. */
export function upperAt({ protocols }: Frame): number {
  const at = protocols.findIndex((name) => !LOWER.has(name));
  return at < 0 ? protocols.length : at;
}

/** Whether the frame's transport is reached through headers that this library knows. */
export function isReached(frame: Frame): boolean {
  const at = upperAt(frame);
  return (
    LINKS.has(frame.protocols[0] ?? '') && /^(tcp|udp|icmp|icmpv6|igmp|arp)$/.test(frame.protocols[at] ?? '')
  );
}

/** Whether the frame carries TCP in headers that this library knows. */
export function isPlainTcp(frame: Frame): boolean {
  return isReached(frame) && frame.protocols[upperAt(frame)] === 'tcp';
}

const STREAM = ORACLE_COLUMNS.indexOf('tcp.stream');

/** Numbers of the streams that Wireshark finds, wholly or partly, inside tunnels that this library does not open. */
export function tunnelledStreams(frames: readonly Frame[]): Set<string> {
  const inTunnels = frames.filter((frame) => frame.protocols.includes('tcp') && !isPlainTcp(frame));
  return new Set(inTunnels.map(({ values }) => values[STREAM]!).filter((number) => number !== ''));
}

/** Whether a frame belongs to one of these streams. */
export function isOfStream(frame: Frame, streams: ReadonlySet<string>): boolean {
  return streams.has(frame.values[STREAM]!);
}
