/** The marks of TCP analysis as bits of the table's column `marks`, and their names in filters. */

/** One bit for each tcp.analysis mark, and for the derived values that a row may have. */
export const MARK = {
  /** Set on fast and spurious retransmissions too, as in Wireshark. */
  retransmission: 1,
  fastRetransmission: 1 << 1,
  spuriousRetransmission: 1 << 2,
  outOfOrder: 1 << 3,
  lostSegment: 1 << 4,
  ackLostSegment: 1 << 5,
  duplicateAck: 1 << 6,
  keepAlive: 1 << 7,
  keepAliveAck: 1 << 8,
  zeroWindow: 1 << 9,
  zeroWindowProbe: 1 << 10,
  zeroWindowProbeAck: 1 << 11,
  windowUpdate: 1 << 12,
  windowFull: 1 << 13,
  reusedPorts: 1 << 14,
  /** Not a mark: this packet acknowledges part of a segment (4.4). */
  partialAck: 1 << 16,
  /** Not a mark: `inFlight` and `sincePush` hold values. */
  inFlight: 1 << 17,
  /** Not a mark: the packet has an analysis tree although nothing else says so (a repeated SYN). */
  tree: 1 << 18,
} as const;

/** The bits that make tcp.analysis.flags present. */
export const ANY_MARK = 0x7fff;

/** Wireshark's names of the marks, by bit. */
export const MARK_NAMES: readonly (readonly [bit: number, name: string])[] = [
  [MARK.retransmission, 'retransmission'],
  [MARK.fastRetransmission, 'fast_retransmission'],
  [MARK.spuriousRetransmission, 'spurious_retransmission'],
  [MARK.outOfOrder, 'out_of_order'],
  [MARK.lostSegment, 'lost_segment'],
  [MARK.ackLostSegment, 'ack_lost_segment'],
  [MARK.duplicateAck, 'duplicate_ack'],
  [MARK.keepAlive, 'keep_alive'],
  [MARK.keepAliveAck, 'keep_alive_ack'],
  [MARK.zeroWindow, 'zero_window'],
  [MARK.zeroWindowProbe, 'zero_window_probe'],
  [MARK.zeroWindowProbeAck, 'zero_window_probe_ack'],
  [MARK.windowUpdate, 'window_update'],
  [MARK.windowFull, 'window_full'],
  [MARK.reusedPorts, 'reused_ports'],
];

/** Names of the marks set in a row's bits, such as `['retransmission', 'fast_retransmission']`. */
export function markNames(marks: number): string[] {
  return MARK_NAMES.filter(([bit]) => marks & bit).map(([, name]) => name);
}
