/** The packets of a run as cells of the ladder's middle lane. */
import { type Capture, MARK_NAMES, NO_STREAM, SHAPE } from '@wireside/wire';
import type { JoinedConnection, PacketSpan } from '../join.ts';
import { piecesIn } from './messages.ts';
import type { Trace } from '../trace.ts';
import type { Item } from './item.ts';
import type { Resent } from './resent.ts';
import type { Ladder, WireCell } from './types.ts';
import type { ConnectionView } from './view.ts';

const FLAG_NAMES = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG', 'ECE', 'CWR'];
const FIN_SYN_RST = 7;
/** Marks told by other words (the packet repeated is named), or not worth a word: Wireshark's names. */
const UNSPOKEN = new Set(['retransmission', 'window_update']);
/** What kernels tell each other by themselves: neighbour discovery and multicast reports (RFC 4861, RFC 3810). */
const OF_THE_HOSTS = /^(ICMPv6|IGMP|MDNS|LLMNR|DHCP)/i;
/** Packets with the same remark that are worth a row each: a window that is full, and losses. */
const MOST_NEWS = 3;
const MOST_REPEATS = 40;
const IS_ERROR = /unreachable|exceeded|problem/i;

/** A packet of each row of the capture, but for those that no program caused: they are counted. */
export function wireLane(
  trace: Trace,
  views: readonly ConnectionView[],
  resent: Resent,
): { packets: Item[]; aside: Ladder['aside'] } {
  const { capture } = trace;
  const { table } = capture;
  const spans = spansByPacket(views);
  const station = trace.run.hosts.find(({ name }) => name === 'station');
  const ours = new Set([station?.ipv4, station?.ipv6]);
  const aside = new Map<string, number>();
  const packets: Item[] = [];
  const seen = new Map<string, number>();
  for (let row = 0; row < table.count; row++) {
    const stream = table.stream[row] as number;
    const view = (table.shape[row] as number) & SHAPE.tcp && stream !== NO_STREAM ? views[stream] : undefined;
    if (view !== undefined) {
      const item = tcpPacket(capture, row, view.joined, resent);
      if (item.wire.remark !== undefined && isOldNews(item.wire, seen)) item.isOrdinary = true;
      if (views.length > 1) item.wire.more = `tcp.stream ${stream}`;
      const span = spans.get(row + 1);
      if (span !== undefined) {
        const direction = item.wire.to === 'peer' ? 'toPeer' : 'toProgram';
        item.bytes = { offset: span.offset, length: span.length, stream, direction };
        const pieces = direction === 'toProgram' ? piecesIn(view.messages, span) : [];
        if (pieces.length > 0) item.wire.pieces = pieces;
      }
      packets.push(item);
      continue;
    }
    const item = otherPacket(capture, row, ours);
    if (typeof item === 'string') aside.set(item, (aside.get(item) ?? 0) + 1);
    else packets.push(item);
  }
  return { packets, aside: [...aside].map(([protocol, count]) => ({ protocol, packets: count })) };
}

/** Whether so many packets had the same remark already that one more tells nothing new. */
function isOldNews({ remark, flags, again, sentAgain, lost }: WireCell, seen: Map<string, number>): boolean {
  const isRepeat = again !== undefined || sentAgain !== undefined || lost === true;
  const kind = isRepeat ? 'repeated' : (remark as string);
  const count = (seen.get(kind) ?? 0) + 1;
  seen.set(kind, count);
  return count > (isRepeat ? MOST_REPEATS : MOST_NEWS) && !/SYN|FIN|RST/.test(flags);
}

/** A packet that is not TCP; only its protocol's name if no program caused it. */
function otherPacket(capture: Capture, row: number, ours: ReadonlySet<string | undefined>): Item | string {
  const { table } = capture;
  const { protocol, info } = capture.summary(row);
  const isError = IS_ERROR.test(info);
  const ofTheHosts = [protocol, info].find((text) => OF_THE_HOSTS.test(text));
  if (ofTheHosts !== undefined && !isError) return OF_THE_HOSTS.exec(ofTheHosts)?.[0] as string;
  const isUdp = ((table.shape[row] as number) & SHAPE.udp) !== 0;
  const fromUs = ours.has(capture.addresses.text(table.source[row] as number));
  const toUs = ours.has(capture.addresses.text(table.destination[row] as number));
  const length = isUdp ? (table.payloadLength[row] as number) : 0;
  const wire: WireCell = {
    n: row + 1,
    at: capture.time(row),
    to: fromUs ? 'peer' : toUs ? 'program' : 'none',
    flags: '',
    length,
    text: isUdp ? `${protocol} ${length} B` : `${protocol} ${info}`,
  };
  if (isUdp) wire.more = info;
  if (isError) wire.mood = 'bad';
  else if (!isUdp) wire.mood = 'quiet';
  return { kind: 'packet', at: wire.at, cell: wire, wire, isOrdinary: isUdp };
}

function tcpPacket(
  capture: Capture,
  row: number,
  connection: JoinedConnection,
  resent: Resent,
): Item & { wire: WireCell } {
  const { table } = capture;
  const bits = table.flags[row] as number;
  const flags = FLAG_NAMES.filter((_, bit) => bits & (1 << bit)).join(' ');
  const length = table.payloadLength[row] as number;
  const { sequence, acknowledgement } = capture.relativeNumbers(row);
  const fromClient = ((table.shape[row] as number) & SHAPE.fromClient) !== 0;
  const n = row + 1;
  const cell: WireCell = {
    n,
    at: capture.time(row),
    to: fromClient === connection.client ? 'peer' : 'program',
    flags,
    length,
    sequence,
    acknowledgement,
    text: length > 0 ? `${flags} ${length} B` : flags,
  };
  const again = resent.again.get(n);
  const later = resent.later.get(n);
  if (again !== undefined) cell.again = again;
  if (later !== undefined) cell.sentAgain = later;
  if (resent.lost.has(n)) cell.lost = true;
  const marks = markNames(table.marks[row] as number);
  const said = marks.filter((name) => !UNSPOKEN.has(name)).map((name) => name.replaceAll('_', ' '));
  if (marks.includes('retransmission') && again === undefined) said.unshift('retransmission');
  const remarks = [
    ...(again === undefined ? [] : [`again: ${again}`]),
    ...(cell.lost
      ? [later === undefined ? 'lost' : `lost, again in ${later}`]
      : later === undefined
        ? []
        : [`again in ${later}`]),
    ...(cell.lost || again !== undefined ? [] : said),
  ];
  if (remarks.length > 0) cell.remark = remarks.join(', ');
  const isUnusual = remarks.length > 0 || (bits & FIN_SYN_RST) !== 0;
  if (cell.lost || bits & 4 || said.includes('zero window')) cell.mood = 'bad';
  else if (length === 0 && !isUnusual) cell.mood = 'quiet';
  return {
    kind: 'packet',
    at: cell.at,
    cell,
    wire: cell,
    isAck: length === 0 && !isUnusual,
    isOrdinary: !isUnusual,
  };
}

function markNames(marks: number): string[] {
  return MARK_NAMES.filter(([bit]) => marks & bit).map(([, name]) => name);
}

function spansByPacket(views: readonly ConnectionView[]): Map<number, PacketSpan> {
  const spans = new Map<number, PacketSpan>();
  for (const { joined } of views) {
    for (const half of [joined.toPeer, joined.toProgram]) {
      for (const span of half.packets) spans.set(span.packet, span);
    }
  }
  return spans;
}
