/** One call, line or event of a run with everything that belongs to it: its fields, its bytes, and links to the rest. */
import type { CallRecord, Evidence, JoinedDirection, Model, PeerRecord, Span } from '@wireside/trace';
import { dataBytes, escape, evidenceText, overlapping, overlappingRecords, piecesIn } from '@wireside/trace';
import { numberText } from '@wireside/wire';
import { DETAIL, ERRNO } from '../texts/tables.ts';
import type { CellLink } from './tables-types.ts';
import type { Joins, Moved } from './tables-joins.ts';
import { evidenceOfLine, evidenceOfSpan } from './tables-joins.ts';
import { messagesOn, msText, resultText } from './tables-rows.ts';

/** A field of what is selected. Texts are escaped. */
export interface DetailField {
  readonly name: string;
  readonly value: string;
  /** What it means. */
  readonly meaning?: string;
  readonly mood?: 'bad';
}

/** Links to what belongs to it, with what they have in common. */
export interface DetailLinks {
  readonly title: string;
  readonly links: readonly (CellLink & { readonly note?: string })[];
  /** Links beyond those. */
  readonly more: number;
}

/** What is selected. */
export interface Detail {
  readonly title: string;
  readonly fields: readonly DetailField[];
  readonly links: readonly DetailLinks[];
  /** Its bytes, or the first of them; absent where it has none. */
  readonly bytes?: Uint8Array;
  /** All its bytes. */
  readonly size?: number;
}

/** Bytes that are given to the page. */
const MAX_BYTES = 16_384;
/** Links of one kind. */
const MAX_LINKS = 40;

/** One call, line or event; undefined where there is none, and for packets. */
export function detailOf(joins: Joins, at: Evidence): Detail | undefined {
  if ('call' in at) {
    const call = joins.model.call(at.call);
    return call === undefined ? undefined : callDetail(joins, call);
  }
  if ('peer' in at) {
    const record = joins.model.record(at.peer);
    return record === undefined ? undefined : eventDetail(joins, record);
  }
  return 'line' in at ? lineDetail(joins, at.line, at.actor ?? joins.model.program.name) : undefined;
}

function callDetail(joins: Joins, call: CallRecord): Detail {
  const { n, name, socket, error, ret } = call;
  const moved = joins.moved('calls', n);
  const shownBytes = moved === undefined ? dataOf(call.data) : bytesOf(moved);
  const size = moved?.span.length ?? (isData(call) ? ret : undefined);
  return {
    title: DETAIL.call(n, `${escape(name)}()`),
    fields: [
      field(DETAIL.actor, call.actor),
      ...(call.process > 1 ? [field(DETAIL.process, String(call.process))] : []),
      field(DETAIL.time, DETAIL.ms(msText(call.at - joins.model.start))),
      ...optional(DETAIL.took, call.took === undefined ? undefined : DETAIL.ms(msText(call.took))),
      ...optional(DETAIL.descriptor, call.fd === undefined ? undefined : String(call.fd)),
      ...optional(DETAIL.arguments, call.args),
      ...optional(
        call.kind === 'send' ? DETAIL.given : DETAIL.buffer,
        call.size === undefined ? undefined : DETAIL.bytes(call.size),
      ),
      {
        ...field(DETAIL.result, resultText(call)),
        ...meaningOf(call),
        ...(error === undefined ? {} : { mood: 'bad' as const }),
      },
      ...optional(DETAIL.identical, call.times === undefined ? undefined : numberText(call.times)),
      ...optional(DETAIL.socket, socket?.protocol),
      ...optional(DETAIL.own, socket?.local),
      ...optional(DETAIL.other, socket?.remote),
    ],
    links: present([
      ...(moved === undefined ? connectionLinks(joins, call) : movedLinks(joins, moved)),
      ...datagramLinks(joins, 'calls', n),
      ...outputLinks(joins, call),
    ]),
    ...(shownBytes === undefined || shownBytes.length === 0
      ? {}
      : { bytes: shownBytes.slice(0, MAX_BYTES), size: Math.max(size ?? 0, shownBytes.length) }),
  };
}

function eventDetail(joins: Joins, record: PeerRecord): Detail {
  const moved = joins.moved('peer', record.n);
  const shownBytes = moved === undefined ? dataOf(record.data) : bytesOf(moved);
  return {
    title: DETAIL.event(record.n, escape(record.event)),
    fields: [
      field(DETAIL.actor, record.actor),
      field(DETAIL.time, DETAIL.ms(msText(record.at - joins.model.start))),
      ...optional(DETAIL.connection, numberOf(record.connection)),
      ...optional(DETAIL.own, record.local),
      ...optional(DETAIL.other, record.remote),
      ...optional(DETAIL.offset, numberOf(record.offset)),
      ...optional(DETAIL.length, record.length === undefined ? undefined : DETAIL.bytes(record.length)),
      ...optional(DETAIL.message, numberOf(record.message)),
      ...optional(DETAIL.note, record.note),
    ],
    links: present([
      ...(moved === undefined ? [] : movedLinks(joins, moved)),
      ...datagramLinks(joins, 'peer', record.n),
    ]),
    ...(shownBytes === undefined || shownBytes.length === 0
      ? {}
      : { bytes: shownBytes.slice(0, MAX_BYTES), size: record.length ?? shownBytes.length }),
  };
}

function lineDetail(joins: Joins, number: number, actor: string): Detail | undefined {
  const line = joins.model.lines('stdout', actor)[number - 1];
  if (line === undefined) return undefined;
  const call = joins.writer(actor, 'stdout', line.offset);
  const shown = new Set(messagesOn(joins, actor, number));
  const directions = joins
    .directionsTo(actor)
    .filter(({ shown: all }) => all.some(({ message }) => shown.has(message)));
  const spans = directions.flatMap((direction) =>
    direction.messages.filter(({ index }) => shown.has(index)).map((span) => ({ direction, span })),
  );
  return {
    title: DETAIL.line(number, escape(actor)),
    fields: [
      field(DETAIL.time, DETAIL.ms(msText(line.at - joins.model.start))),
      field(DETAIL.stream, line.stream),
      field(DETAIL.length, DETAIL.bytes(line.bytes.length)),
      field(DETAIL.ended, line.ended ? DETAIL.isEnded : DETAIL.notEnded),
    ],
    links: present([
      links(DETAIL.links.writer, call === undefined ? [] : [linkTo({ call })]),
      links(
        DETAIL.links.shows,
        spans.flatMap(({ direction, span }) =>
          overlapping(direction.packets, span)
            .slice(0, 1)
            .map(({ packet }) => ({
              ...linkTo({ packet }),
              text: DETAIL.piece(span.index, 0, span.length, span.length),
            })),
        ),
      ),
      links(
        DETAIL.links.packets.receive,
        unique(
          spans.flatMap(({ direction, span }) =>
            overlapping(direction.packets, span).map(({ packet }) => linkTo({ packet })),
          ),
        ),
      ),
      links(
        DETAIL.links.sources,
        unique(
          spans.flatMap(({ direction, span }) =>
            overlappingRecords(direction.receives, span).map((one) => linkTo(evidenceOfSpan(one))),
          ),
        ),
      ),
    ]),
    ...(line.bytes.length === 0 ? {} : { bytes: line.bytes.slice(0, MAX_BYTES), size: line.bytes.length }),
  };
}

/** What carried the bytes that were moved, who moved them at the other end, which messages they hold. */
function movedLinks({ model }: Joins, { direction, role, span }: Moved): DetailLinks[] {
  const others = overlappingRecords(role === 'send' ? direction.receives : allSends(direction), span);
  return [
    links(
      DETAIL.links.packets[role],
      overlapping(direction.packets, span).map(({ packet, ...one }) => ({
        ...linkTo({ packet }),
        note: DETAIL.linkBytes(common(one, span)),
      })),
    ),
    links(
      DETAIL.links.others[role],
      others.map((one) => ({ ...linkTo(evidenceOfSpan(one)), note: DETAIL.linkBytes(common(one, span)) })),
    ),
    links(
      DETAIL.links.messages,
      piecesIn(direction.messages, span).flatMap(({ message, from, length, of }) => {
        const whole = direction.messages.find(({ index }) => index === message);
        const packet = whole === undefined ? undefined : overlapping(direction.packets, whole)[0]?.packet;
        return packet === undefined
          ? []
          : [{ ...linkTo({ packet }), text: DETAIL.piece(message, from, length, of) }];
      }),
    ),
    links(DETAIL.links.lines, linesOf(model, direction, span)),
  ];
}

const allSends = ({ sends, carriedSends }: JoinedDirection): JoinedDirection['sends'] =>
  sends.length > 0 ? sends : carriedSends;

/** Bytes that two spans have in common. */
const common = (a: Span, b: Span): number =>
  Math.min(a.offset + a.length, b.offset + b.length) - Math.max(a.offset, b.offset);

/** Lines of the receiver that show messages of these bytes. */
function linesOf(model: Model, direction: JoinedDirection, span: Span): CellLink[] {
  const { actor } = direction.to;
  if (actor === undefined) return [];
  const held = new Set(piecesIn(direction.messages, span).map(({ message }) => message));
  const found = new Set<number>();
  for (const { message, from, to } of direction.shown) {
    if (held.has(message)) for (let line = from; line <= to; line++) found.add(line);
  }
  return [...found].toSorted((a, b) => a - b).map((line) => linkTo(evidenceOfLine(model, line, actor)));
}

/** The packets of a handshake or of an end, and the call or the event on the other side. */
function connectionLinks(joins: Joins, { n, kind }: CallRecord): DetailLinks[] {
  const found = joins.connectionOf(n);
  if (found === undefined) return [];
  const { connection, end } = found;
  const own = connection.seenBy(end);
  const packets =
    kind === 'connect' || kind === 'accept'
      ? connection.tcp.rows.slice(0, 3).map((row) => row + 1)
      : kind === 'close' || kind === 'shutdown'
        ? [own.outgoing.fin, own.outgoing.reset].filter((packet) => packet !== undefined)
        : [];
  const opened = kind === 'connect' ? 'accept' : kind === 'accept' ? 'connect' : undefined;
  const other = connection.seenBy(end === 'client' ? 'server' : 'client');
  const record = own.records.find(({ event }) => event === opened);
  const call = other.calls.find((one) => joins.model.call(one)?.kind === opened);
  const side =
    record === undefined ? (call === undefined ? [] : [linkTo({ call })]) : [linkTo({ peer: record.n })];
  return [
    links(
      DETAIL.links.packets.other,
      [...packets].map((packet) => linkTo({ packet })),
    ),
    links(
      kind === 'connect' ? DETAIL.links.others.accept : DETAIL.links.others.connect,
      opened === undefined ? [] : side,
    ),
  ];
}

function datagramLinks(joins: Joins, lane: 'calls' | 'peer', n: number): DetailLinks[] {
  const moved = joins.datagrams(lane, n);
  const [first] = moved;
  if (first === undefined) return [];
  const { role } = first;
  const others = moved.flatMap(({ datagram: { send, to } }) =>
    role === 'send'
      ? to.flatMap(({ receive }) => (receive === undefined ? [] : [receive]))
      : send === undefined
        ? []
        : [send],
  );
  return [
    links(
      DETAIL.links.packets[role],
      moved.map(({ datagram: { packet, length } }) => ({
        ...linkTo({ packet }),
        note: DETAIL.linkBytes(length),
      })),
    ),
    links(
      DETAIL.links.others[role],
      others.map((one) => linkTo(evidenceOfSpan(one))),
    ),
  ];
}

/** The lines that a call wrote. */
function outputLinks(joins: Joins, { kind, fd, n, actor }: CallRecord): DetailLinks[] {
  if (kind !== 'output' || fd !== 1) return [];
  const own = joins.model
    .lines('stdout', actor)
    .filter(({ offset }) => joins.writer(actor, 'stdout', offset) === n)
    .map(({ number }) => linkTo(evidenceOfLine(joins.model, number, actor)));
  return [links(DETAIL.links.lines, own)];
}

function meaningOf({ error, ret, kind, size, took }: CallRecord): { meaning?: string } {
  if (error !== undefined) return ERRNO[error] === undefined ? {} : { meaning: ERRNO[error] };
  if (ret === undefined) return took === undefined && kind !== 'exit' ? { meaning: DETAIL.unreturned } : {};
  if (kind === 'receive' && ret === 0) return { meaning: DETAIL.endOfStream };
  if (kind === 'send' && size !== undefined && ret < size) return { meaning: DETAIL.partial(ret, size) };
  return {};
}

const isData = ({ kind }: CallRecord): boolean =>
  kind === 'send' || kind === 'receive' || kind === 'input' || kind === 'output';

/** The bytes of the stream, which the capture has even where the call's own record is shortened. */
function bytesOf({ direction, span }: Moved): Uint8Array {
  return direction.bytes.subarray(span.offset, span.offset + Math.min(span.length, MAX_BYTES));
}

/** The bytes that a record keeps. */
function dataOf(data: string | undefined): Uint8Array | undefined {
  return data === undefined ? undefined : dataBytes(data);
}

function field(name: string, value: string): DetailField {
  return { name, value: escape(value) };
}

function optional(name: string, value: string | undefined): DetailField[] {
  return value === undefined || value === '' ? [] : [field(name, value)];
}

const numberOf = (value: number | undefined): string | undefined =>
  value === undefined ? undefined : numberText(value);

function linkTo(at: Evidence): CellLink {
  return { at, text: evidenceText([at]) };
}

function unique(all: readonly CellLink[]): CellLink[] {
  return [...new Map(all.map((one) => [one.text, one])).values()];
}

function links(title: string, all: readonly (CellLink & { readonly note?: string })[]): DetailLinks {
  return { title, links: all.slice(0, MAX_LINKS), more: Math.max(0, all.length - MAX_LINKS) };
}

const present = (all: readonly DetailLinks[]): DetailLinks[] => all.filter((one) => one.links.length > 0);
