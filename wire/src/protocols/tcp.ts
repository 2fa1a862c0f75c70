/** Transmission Control Protocol (RFC 9293): columns, and the way into the analysis. */
import { SHAPE } from '../capture/table.ts';
import { u16, u32 } from '../files/bytes.ts';
import { analyse, assignStream } from '../tcp/analysis.ts';
import { noteCompleteness, noteHandshake, noteOptions } from '../tcp/handshake.ts';
import type { Protocol } from './protocol.ts';
import { TCP_CONNECTION_FIELDS } from './tcp-connection.ts';
import { TCP_ANALYSIS_FIELDS } from './tcp-analysis-tree.ts';
import { TCP_MESSAGE_FIELDS } from './tcp-messages.ts';
import { TCP_FIELDS, tcpTree } from './tcp-tree.ts';
import { TCP_OPTION_FIELDS } from './tcp-options.ts';
import { TCP_TIMES } from './stream-times.ts';

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
    // Sixteen bytes reach to the window; what has fewer has no place in a stream.
    if (at + 16 > pass.end || length < 16) return pass.damaged();
    const { table, row, tcp: state } = pass;
    const dataOffset = b[at + 12]! >>> 4;
    const headerLength = dataOffset * 4;
    table.shape[row]! |= SHAPE.tcp;
    table.transport[row] = at - pass.base;
    table.sourcePort[row] = u16(b, at);
    table.destinationPort[row] = u16(b, at + 2);
    table.sequence[row] = u32(b, at + 4);
    table.acknowledgement[row] = u32(b, at + 8);
    table.flags[row] = u16(b, at + 12) & 0xfff;
    table.window[row] = u16(b, at + 14);
    table.payload[row] = at - pass.base + headerLength;
    table.payloadLength[row] = Math.max(0, length - headerLength);
    const marks = assignStream(state, row);
    const sender = table.stream[row]! * 2 + (table.shape[row]! & SHAPE.fromClient ? 0 : 1);
    table.windowShift[row] = state.shift(sender);
    table.marks[row] = marks;
    if (headerLength > length) return pass.damaged();
    analyse(state, row, marks);
    if (dataOffset < 5) return pass.damaged();
    noteCompleteness(state, row);
    noteHandshake(state, row);
    noteOptions(state, row, b, at + 20, Math.min(at + headerLength, pass.end));
  },

  dissect(d, at, length) {
    tcpTree(this, d, at, length);
  },
};
