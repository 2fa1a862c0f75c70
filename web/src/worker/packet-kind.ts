/** What kind of packet a row shows: its color and its sign. */
import type { Packet } from '@wireside/wire';
import { FIN, RST, SYN } from '@wireside/wire';

/** Kinds. */
export type PacketKind = 'lost' | 'reset' | 'again' | 'control' | 'data' | 'ack' | 'datagram' | 'other';

/** Marks that say that something was lost, or stands still. */
const LOST = ['lost_segment', 'ack_lost_segment', 'zero_window', 'window_full', 'zero_window_probe'];
const AGAIN = [
  'retransmission',
  'fast_retransmission',
  'spurious_retransmission',
  'out_of_order',
  'duplicate_ack',
  'keep_alive',
];

/** The kind of a packet. */
export function packetKind({ tcp, udp }: Packet): PacketKind {
  if (tcp === undefined) return udp === undefined ? 'other' : 'datagram';
  const { flags, analysis, payloadLength } = tcp;
  if (flags & RST) return 'reset';
  if (analysis.some((mark) => LOST.includes(mark))) return 'lost';
  if (analysis.some((mark) => AGAIN.includes(mark))) return 'again';
  if (flags & (SYN | FIN)) return 'control';
  return payloadLength > 0 ? 'data' : 'ack';
}
