/**
 * User Datagram Protocol (RFC 768).
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |          Source port          |        Destination port       |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |    Length (header and data)   |       Checksum (0: none)      |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                              Data                             |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *
 * The length counts the header; 0 stands for a jumbogram (RFC 2675).
 */
import { NO_STREAM, TRAITS } from '../table/table.ts';
import { u16 } from '../basics/bytes.ts';
import { field } from '../core/field.ts';
import { quotedStream } from './quoted-stream.ts';
import { UDP_TIMES, timesTree } from './stream-times.ts';
import type { Protocol } from '../core/protocol.ts';

const F = {
  sourcePort: field('udp.srcport', 'u16', 'Source Port'),
  destinationPort: field('udp.dstport', 'u16', 'Destination Port'),
  port: field('udp.port', 'u16', 'Source or Destination Port'),
  length: field('udp.length', 'u16', 'Length'),
  checksum: field('udp.checksum', 'u16', 'Checksum', { base: 'hex' }),
  checksumStatus: field('udp.checksum.status', 'u8', 'Checksum Status', {
    names: { 0: 'Bad', 1: 'Good', 2: 'Unverified', 3: 'Not present' },
  }),
  stream: field('udp.stream', 'u32', 'Stream index'),
  payload: field('udp.payload', 'bytes', 'UDP payload'),
};

/** UDP. */
export const udp: Protocol = {
  name: 'udp',
  label: 'UDP',
  title: 'User Datagram Protocol',
  fields: [...Object.values(F), ...Object.values(UDP_TIMES)],
  claims: { ip: [17] },

  columns(pass, at, length) {
    const b = pass.bytes;
    if (at + 8 > pass.end || length < 8) return pass.damaged();
    const { table, row, udp: flows } = pass;
    const [source, destination] = [table.source[row]!, table.destination[row]!];
    const sourcePort = u16(b, at);
    const destinationPort = u16(b, at + 2);
    // A length of 0 belongs to a jumbogram (RFC 2675).
    const announced = u16(b, at + 4) || length;
    const payload = Math.max(0, Math.min(announced, length) - 8);
    if (announced < 8 || announced > length) pass.damaged();
    table.traits[row]! |= TRAITS.udp;
    table.transport[row] = at - pass.base;
    table.sourcePort[row] = sourcePort;
    table.destinationPort[row] = destinationPort;
    table.payload[row] = at - pass.base + 8;
    table.payloadLength[row] = payload;
    let stream = flows.find(source, sourcePort, destination, destinationPort);
    if (stream < 0) stream = flows.add(table, row);
    table.stream[row] = stream;
    if (flows.isClient(stream, source, sourcePort)) table.traits[row]! |= TRAITS.fromClient;
    if (payload === 0) return;
    const low = Math.min(sourcePort, destinationPort);
    if (pass.next('udp', low, at + 8, payload)) return;
    if (pass.next('udp', sourcePort + destinationPort - low, at + 8, payload)) return;
    pass.guess(at + 8, payload);
  },

  dissect(d, at, length) {
    const { table } = d.capture;
    const [from, to] = [d.u16(at), d.u16(at + 2)];
    const announced = d.u16(at + 4);
    const size = Math.max(0, Math.min(announced || length, length) - 8);
    const layer = d.layer(this, at, 8, `User Datagram Protocol, Src Port: ${from}, Dst Port: ${to}`);
    d.summary('UDP', () => `${from} → ${to} Len=${size}`);
    for (const [own, place, value] of [
      [F.sourcePort, at, from],
      [F.destinationPort, at + 2, to],
    ] as const) {
      d.add(layer, own, place, 2, value);
      d.hidden(layer, F.port, place, 2, value);
    }
    d.add(layer, F.length, at + 4, 2, announced);
    const checksum = d.add(layer, F.checksum, at + 6, 2, d.u16(at + 6));
    d.computed(checksum, F.checksumStatus, d.u16(at + 6) === 0 ? 3 : 2);
    const isRow =
      d.source === d.rowSource &&
      !d.isQuoted &&
      table.transport[d.row] === at &&
      (table.traits[d.row]! & TRAITS.udp) !== 0;
    if (isRow && table.stream[d.row] !== NO_STREAM) {
      d.computed(layer, F.stream, table.stream[d.row]!);
      timesTree(d, layer, 'udp');
    }
    const quoted = quotedStream(d, d.capture.udp, from, to);
    if (quoted !== undefined) d.computed(layer, F.stream, quoted);
    if (announced !== 0 && announced < 8)
      return d.note(layer, `[The length of ${announced} is less than the header's 8]`);
    const captured = Math.min(size, d.bytes.length - at - 8);
    if (captured > 0) d.add(layer, F.payload, at + 8, captured, d.slice(at + 8, captured));
    if (size === 0) return;
    const low = Math.min(from, to);
    if (d.next('udp', low, at + 8, size) || d.next('udp', from + to - low, at + 8, size)) return;
    if (!d.guess(at + 8, size)) d.rest(at + 8, size);
  },
};
