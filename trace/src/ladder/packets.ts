/** The packets of a run as items of the ladder's wire. */
import type { ClosedFor } from '../closed-for.ts';
import { closedFor } from '../closed-for.ts';
import type { Capture } from '@wireside/wire';
import { flagNames, markNames, NO_STREAM, TRAITS } from '@wireside/wire';
import type { Datagram, DatagramEnd } from '../datagram.ts';
import { splitEndpoint } from '../endpoint.ts';
import type { PacketSpan } from '../join.ts';
import { piecesIn } from '../messages.ts';
import type { Model } from '../model.ts';
import type { Columns } from './columns.ts';
import type { DatagramAnchors } from './datagram-anchors.ts';
import type { Item, Writable } from './item.ts';
import { PacketItem } from './packet-item.ts';
import type { PacketDrawer } from './packet-item.ts';
import type { Ladder, PacketCell, RowBytes } from './types.ts';
import type { ConnectionView } from './view.ts';

/** TCP flags that open or end a connection: FIN, SYN, RST. */
const RARE_FLAGS = 7;
const RST = 4;
/** Marks that the cell shows otherwise (the packet repeated is named), or that are not worth showing. */
const HIDDEN_MARKS: ReadonlySet<string> = new Set(['retransmission', 'window_update']);
/** What hosts send by themselves: neighbor discovery and multicast reports (RFC 4861, RFC 3810). */
const OF_THE_HOSTS = /^(ICMPv6|IGMP|MDNS|LLMNR|DHCP)/i;
/** ICMP errors, by their names in the column Info. */
const IS_ERROR = /unreachable|exceeded|problem|too big/i;
/** Packets with the same marks that are worth a row each. */
const MAX_SAME_MARKS = 3;
/** Losses and repetitions that are worth a row each. */
const MAX_REPEATS = 40;
/** Packets with data, at the beginning of a stream, that are searched for a message of a protocol above TCP. */
const MAX_NAMED = 12;
/** The same, of all streams together. */
const MAX_NAMED_IN_ALL = 2000;
/** UDP port of name servers (RFC 1035). */
const DNS_PORT = 53;
/** Characters of the column Info. */
const MAX_INFO = 200;

/** What the items of packets are made with. */
export interface PacketContext {
  readonly model: Model;
  readonly columns: Columns;
  readonly views: readonly ConnectionView[];
  readonly datagrams: DatagramAnchors;
}

/** An item for each packet, except those that no program caused: they are counted. */
export function packetItems(context: PacketContext): { packets: Item[]; aside: Ladder['aside'] } {
  return new PacketItems(context).all();
}

/** Makes the items, packet by packet. */
class PacketItems implements PacketDrawer {
  readonly #context: PacketContext;
  readonly #capture: Capture;
  readonly #spans: ReadonlyMap<number, PacketSpan>;
  /** How often each kind of unusual packet was seen. */
  readonly #seen = new Map<string, number>();
  /** How many packets with data each stream had so far. */
  readonly #withData: Uint32Array;
  readonly #closed: ReadonlyMap<number, ClosedFor>;
  #named = 0;

  constructor(context: PacketContext) {
    this.#context = context;
    this.#capture = context.model.capture;
    this.#spans = spansByPacket(context.views);
    this.#withData = new Uint32Array(context.views.length);
    this.#closed = closedFor(context.model);
  }

  all(): { packets: Item[]; aside: Ladder['aside'] } {
    const { table } = this.#capture;
    const { views, datagrams } = this.#context;
    const aside = new Map<string, number>();
    const packets: Item[] = [];
    for (let row = 0; row < table.count; row++) {
      const stream = table.stream[row]!;
      const view = table.traits[row]! & TRAITS.tcp && stream !== NO_STREAM ? views[stream] : undefined;
      const datagram = datagrams.byPacket.get(row + 1);
      if (view !== undefined) packets.push(this.#segment(row, view));
      else {
        const item = datagram === undefined ? this.#other(row) : this.#datagram(row, datagram);
        if (typeof item === 'string') aside.set(item, (aside.get(item) ?? 0) + 1);
        else packets.push(item);
      }
    }
    return { packets, aside: [...aside].map(([protocol, count]) => ({ protocol, packets: count })) };
  }

  /** A packet of TCP. */
  #segment(row: number, view: ConnectionView): Item {
    const { table } = this.#capture;
    const { resent } = this.#context.model;
    const n = row + 1;
    const fromClient = (table.traits[row]! & TRAITS.fromClient) !== 0;
    const length = table.payloadLength[row]!;
    const isRepeat = resent.again.has(n) || resent.later.has(n) || resent.lost.has(n);
    const bits = table.marks[row]!;
    const marks = bits === 0 ? NO_MARKS : marksOf(bits, !resent.again.has(n));
    const isRare = (table.flags[row]! & RARE_FLAGS) !== 0;
    const isUnusual = isRepeat || isRare || marks.length > 0;
    const [from, to] = fromClient ? [view.client, view.server] : [view.server, view.client];
    const item = new PacketItem(this, this.#capture.time(row), n, { from, to, length });
    item.isAck = length === 0 && !isUnusual;
    item.isPlainData = length > 0 && !isUnusual;
    item.isOrdinary = isUnusual
      ? !isRare && this.#isOldNews(isRepeat ? 'repeated' : marks.join(', '), isRepeat)
      : length === 0 || !this.#isNamed(row, view, fromClient);
    return item;
  }

  /** Whether so many packets were unusual in the same way that one more is not worth a row. */
  #isOldNews(kind: string, isRepeat: boolean): boolean {
    const count = (this.#seen.get(kind) ?? 0) + 1;
    this.#seen.set(kind, count);
    return count > (isRepeat ? MAX_REPEATS : MAX_SAME_MARKS);
  }

  /**
   * Whether a packet with data holds a message of a protocol above TCP. Only the first ones of a stream are examined, and
   * none of a direction whose messages are known.
   */
  #isNamed(row: number, { joined }: ConnectionView, fromClient: boolean): boolean {
    if (joined[fromClient ? 'toServer' : 'toClient'].messages.length > 0) return false;
    if (this.#withData[joined.stream]!++ >= MAX_NAMED || this.#named++ >= MAX_NAMED_IN_ALL) return false;
    return this.#capture.summary(row).protocol !== 'TCP';
  }

  /** The bytes of a packet of TCP. */
  bytes(n: number): RowBytes | undefined {
    const span = this.#spans.get(n);
    const { table } = this.#capture;
    const fromClient = (table.traits[n - 1]! & TRAITS.fromClient) !== 0;
    return span === undefined ? undefined : bytesOf(span, table.stream[n - 1]!, fromClient);
  }

  /** The cell of a packet of TCP. @param isUsual whether nothing about it is unusual */
  cell(n: number, isUsual: boolean): PacketCell {
    const { table } = this.#capture;
    const { resent, connections } = this.#context.model;
    const row = n - 1;
    const view = this.#context.views[table.stream[row]!]!;
    const bits = table.marks[row]!;
    const marks = bits === 0 ? NO_MARKS : marksOf(bits, !resent.again.has(n));
    const fromClient = (table.traits[row]! & TRAITS.fromClient) !== 0;
    const [from, to] = fromClient ? [view.client, view.server] : [view.server, view.client];
    const { joined } = view;
    const length = table.payloadLength[row]!;
    const { sequence, acknowledgment } = this.#capture.relativeNumbers(row);
    const again = resent.again.get(n);
    const sentAgain = resent.later.get(n);
    const lost = resent.lost.has(n);
    const cell: Writable<PacketCell> = {
      kind: 'packet',
      n,
      at: this.#capture.time(row),
      from,
      to: [to],
      addressed: (fromClient ? joined.server : joined.client).endpoint,
      transport: 'TCP',
      protocol: 'TCP',
      flags: flagNames(table.flags[row]!),
      length,
      sequence,
      acknowledgment,
      marks: lost || again !== undefined ? [] : marks,
    };
    if (again !== undefined) cell.again = again;
    if (sentAgain !== undefined) cell.sentAgain = sentAgain;
    if (lost) cell.lost = true;
    const closed = this.#closed.get(n);
    if (closed !== undefined) cell.closedFor = closed.why;
    if (connections.length > 1) cell.stream = table.stream[row]!;
    if (view.isRefused) cell.closed = view.server;
    if (view.isRefused || from === to) cell.source = (fromClient ? joined.client : joined.server).endpoint;
    const span = this.#spans.get(n);
    const { messages } = joined[fromClient ? 'toServer' : 'toClient'];
    const pieces = span === undefined ? [] : piecesIn(messages, span);
    // What messages say is told where they are sent and printed.
    if (pieces.length > 0) cell.pieces = pieces;
    else if (length > 0) addSummary(cell, this.#capture, row);
    if (lost || table.flags[row]! & RST || marks.includes('zero_window')) cell.mood = 'bad';
    else if (length === 0 && isUsual) cell.mood = 'quiet';
    return cell;
  }

  #datagram(row: number, datagram: Datagram): Item | string {
    const { protocol } = this.#capture.summary(row);
    const ofTheHosts = OF_THE_HOSTS.exec(protocol);
    if (ofTheHosts !== null && datagram.send === undefined) return ofTheHosts[0];
    const { columns } = this.#context;
    const at = this.#capture.time(row);
    const from = this.#senderOf(datagram);
    const receivers = datagram.to.filter(({ lost }) => lost !== true);
    const known = (receivers.length > 0 ? receivers : datagram.to).filter(
      (end) => !this.#isNameServer(datagram.destination, end),
    );
    const to = [...new Set(known.map((end) => columns.ofEnd(end, from)))];
    const draw = (): PacketCell => {
      const cell: Writable<PacketCell> = {
        kind: 'packet',
        n: row + 1,
        at,
        from,
        to,
        addressed: datagram.destination,
        transport: 'UDP',
        protocol: 'UDP',
        flags: [],
        length: datagram.length,
        marks: [],
      };
      addSummary(cell, this.#capture, row);
      if (datagram.to.length > 0 && receivers.length === 0) {
        cell.lost = true;
        cell.mood = 'bad';
      }
      return cell;
    };
    const item = new PacketItem({ cell: draw }, at, row + 1, {
      from: from ?? -1,
      to: to[0] ?? -1,
      length: datagram.length,
    });
    item.isOrdinary = true;
    return item;
  }

  /** A packet that is neither TCP nor UDP; only its protocol's name if no program caused it. */
  #other(row: number): Item | string {
    const { table, addresses } = this.#capture;
    const { protocol, info } = this.#capture.summary(row);
    const isError = IS_ERROR.test(info);
    const ofTheHosts = [protocol, info].find((text) => OF_THE_HOSTS.test(text));
    if (ofTheHosts !== undefined && !isError) return OF_THE_HOSTS.exec(ofTheHosts)![0];
    const isUdp = (table.traits[row]! & TRAITS.udp) !== 0;
    const at = this.#capture.time(row);
    const destination = addresses.text(table.destination[row]!);
    const { columns, datagrams } = this.#context;
    const from = columns.ofAddress(addresses.text(table.source[row]!));
    const to = columns.ofAddress(destination, from);
    const answers = datagrams.answered.get(row + 1);
    const draw = (): PacketCell => {
      const cell: Writable<PacketCell> = {
        kind: 'packet',
        n: row + 1,
        at,
        from,
        to: to === undefined ? [] : [to],
        addressed: destination,
        protocol,
        flags: [],
        length: isUdp ? table.payloadLength[row]! : 0,
        marks: [],
        info: info.slice(0, MAX_INFO),
      };
      if (answers !== undefined) cell.answers = answers;
      if (isError) cell.mood = 'bad';
      else if (!isUdp) cell.mood = 'quiet';
      return cell;
    };
    const item = new PacketItem({ cell: draw }, at, row + 1, { from: from ?? -1, to: to ?? -1, length: 0 });
    item.isOrdinary = isUdp;
    return item;
  }

  #senderOf({ source, from }: Datagram): number | undefined {
    const { columns } = this.#context;
    if (this.#isNameServer(source, from)) return undefined;
    if (from.host !== undefined || from.actor !== undefined) return columns.ofEnd(from);
    return columns.ofAddress(splitEndpoint(source).address) ?? columns.outside();
  }

  /** Whether an end is the name server of a network of ours, which is no actor and on no host. */
  #isNameServer(endpoint: string, { host }: DatagramEnd): boolean {
    const { network } = this.#context.model.run;
    return network !== 'real' && host === undefined && splitEndpoint(endpoint).port === DNS_PORT;
  }
}

const NO_MARKS: readonly string[] = [];

/** What the columns Protocol and Info say, for what is above TCP or UDP. */
function addSummary(cell: Writable<PacketCell>, capture: Capture, row: number): void {
  const { protocol, info } = capture.summary(row);
  if (protocol === cell.transport) return;
  cell.protocol = protocol;
  cell.info = info.slice(0, MAX_INFO);
}

function bytesOf({ offset, length }: PacketSpan, stream: number, fromClient: boolean): RowBytes {
  return { offset, length, stream, direction: fromClient ? 'toServer' : 'toClient' };
}

/** The marks worth showing. @param isNew whether no packet is known that carried the same before. */
function marksOf(bits: number, isNew: boolean): readonly string[] {
  const marks = markNames(bits);
  const shown = marks.filter((name) => !HIDDEN_MARKS.has(name));
  return marks.includes('retransmission') && isNew ? ['retransmission', ...shown] : shown;
}

function spansByPacket(views: readonly ConnectionView[]): Map<number, PacketSpan> {
  const spans = new Map<number, PacketSpan>();
  for (const { joined } of views) {
    for (const half of [joined.toServer, joined.toClient]) {
      for (const span of half.packets) spans.set(span.packet, span);
    }
  }
  return spans;
}
