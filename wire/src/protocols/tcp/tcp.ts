/**
 * Transmission Control Protocol (RFC 9293): its columns and the start of the analysis.
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |          Source port          |        Destination port       |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                        Sequence number                        |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |             Acknowledgment number (if ACK is set)            |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * | Offset|Rsrvd|A|C|E|U|A|P|R|S|F|             Window            |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |            Checksum           |         Urgent pointer        |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                   Options (Offset - 5 words)                  |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                              Data                             |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *
 * The flags are AE, CWR, ECE, URG, ACK, PSH, RST, SYN and FIN; the offset is the length of the header in words of
 * 32 bits.
 */
import { TRAITS } from '../../table/table.ts';
import { u16, u32 } from '../../basics/bytes.ts';
import type { Protocol } from '../../core/protocol.ts';
import { TCP_CONNECTION_FIELDS } from './connection-tree.ts';
import { TCP_ANALYSIS_FIELDS } from './analysis-tree.ts';
import { TCP_MESSAGE_FIELDS } from './message-tree.ts';
import { TCP_FIELDS, tcpTree } from './tree.ts';
import { TCP_OPTION_FIELDS } from './option-tree.ts';
import { TCP_TIMES } from '../stream-times.ts';

/** TCP. */
export const tcp: Protocol = {
  name: 'tcp',
  label: 'TCP',
  title: 'Transmission Control Protocol',
  fields: [
    ...TCP_FIELDS,
    ...TCP_OPTION_FIELDS,
    ...TCP_ANALYSIS_FIELDS,
    ...TCP_MESSAGE_FIELDS,
    ...TCP_CONNECTION_FIELDS,
    ...Object.values(TCP_TIMES),
  ],
  claims: { ip: [6] },

  columns(pass, at, length) {
    const b = pass.bytes;
    // Sixteen bytes reach to the window; a shorter header has no place in a stream.
    if (at + 16 > pass.end || length < 16) return pass.damaged();
    const { table, row, tcpAnalysis } = pass;
    const headerLength = (b[at + 12]! >>> 4) * 4;
    table.traits[row]! |= TRAITS.tcp;
    table.transport[row] = at - pass.base;
    table.sourcePort[row] = u16(b, at);
    table.destinationPort[row] = u16(b, at + 2);
    table.sequence[row] = u32(b, at + 4);
    table.acknowledgment[row] = u32(b, at + 8);
    table.flags[row] = u16(b, at + 12) & 0xfff;
    table.window[row] = u16(b, at + 14);
    table.payload[row] = at - pass.base + headerLength;
    table.payloadLength[row] = Math.max(0, length - headerLength);
    tcpAnalysis.assign(row);
    if (!tcpAnalysis.analyzeSegment(row, pass, at, length)) pass.damaged();
  },

  dissect(d, at, length) {
    tcpTree(this, d, at, length);
  },
};
