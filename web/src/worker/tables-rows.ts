/** How each table makes its rows from the records of a run. */
import type {
  CallRecord,
  Evidence,
  LookupRecord,
  MessageRecord,
  Model,
  OutputLine,
  PeerRecord,
  RecordSpan,
  RibbonRow,
  SceneRecord,
} from '@wireside/trace';
import { escape } from '@wireside/trace';
import { numberText } from '@wireside/wire';
import { TABLES } from '../texts/tables.ts';
import type { CellLink, CellText, TableKind, TableRow } from './tables-types.ts';
import type { Joins } from './tables-joins.ts';
import { evidenceOfLine, evidenceOfSpan, sizeOf } from './tables-joins.ts';

/** A record that becomes a row. */
export interface Source {
  /** Identifies it among those of its table. */
  readonly id: string;
  /** µs since the epoch. */
  readonly time: number;
  readonly at?: Evidence;
  readonly record: unknown;
}

/** What a table is made of. */
interface Maker {
  sources(joins: Joins): readonly Source[];
  /** @param before time of the row before, µs since the epoch */
  row(source: Source, joins: Joins, before: number): TableRow;
}

/** Characters of a text that a cell shows. */
const MAX_CELL = 300;
/** Bytes of a line that its row shows; the rest is counted. */
const MAX_LINE = 2000;
/** Links of a cell that are shown; the rest is counted. */
const MAX_LINKS = 6;

/** Milliseconds of a run, as all views show them. */
export const msText = (micros: number): string => (micros / 1000).toFixed(2);

const timeText = (at: number, { model }: Joins): string => msText(at - model.start);

/** A text of bounded length, escaped; what is left out is counted. */
function bounded(text: string, limit = MAX_CELL): string | CellText {
  const safe = escape(text.slice(0, limit));
  return text.length <= limit ? safe : { text: safe, note: TABLES.long(text.length) };
}

/** Links, the first of which are shown. */
function linked(links: readonly CellLink[], text = ''): CellText {
  const rest = links.length - MAX_LINKS;
  return {
    text,
    links: links.slice(0, MAX_LINKS),
    ...(rest > 0 ? { note: TABLES.more(rest) } : {}),
  };
}

function spanLink(span: Pick<RecordSpan, 'lane' | 'n'>): CellLink {
  return {
    at: evidenceOfSpan(span),
    text: span.lane === 'calls' ? TABLES.call(span.n) : TABLES.peer(span.n),
  };
}

const calls: Maker = {
  sources: ({ model }) =>
    model.trace.calls.map((record) => ({
      id: String(record.n),
      time: record.at,
      at: { call: record.n },
      record,
    })),
  row: ({ id, at, record }, joins, before) => {
    const call = record as CallRecord;
    const size = sizeOf(call);
    const bytes = joins.bytesOf('calls', call.n);
    return {
      key: id,
      at: at!,
      cells: [
        id,
        timeText(call.at, joins),
        msText(call.at - before),
        escape(call.actor),
        String(call.process),
        call.times === undefined ? escape(call.name) : `${escape(call.name)} ${TABLES.times(call.times)}`,
        call.fd === undefined ? '' : String(call.fd),
        bounded(argumentsOf(call)),
        resultText(call),
        call.took === undefined ? '' : msText(call.took),
        size === undefined ? '' : numberText(size),
        bounded(call.data ?? ''),
      ],
      ...(call.error === undefined
        ? call.ret === undefined && call.kind !== 'exit'
          ? { mood: 'quiet' }
          : {}
        : { mood: 'bad' }),
      ...(bytes === undefined ? {} : { bytes }),
    };
  },
};

/** The arguments, with the size of a buffer. */
function argumentsOf({ args, size, kind }: CallRecord): string {
  const buffer = size === undefined || (kind !== 'receive' && kind !== 'input') ? undefined : String(size);
  return [args, buffer].filter((part) => part !== undefined && part !== '').join(', ');
}

/** What a call returned, in a word. */
export function resultText({ ret, error, kind }: CallRecord): string {
  if (error !== undefined) return escape(error);
  if (ret === undefined) return kind === 'exit' ? '' : TABLES.unreturned;
  return ret === 0 && kind === 'receive' ? `0 (${TABLES.end})` : String(ret);
}

/** A line with the actor that printed it. */
export interface ActorLine extends OutputLine {
  readonly actor: string;
}

const lines: Maker = {
  sources: ({ model }) =>
    model.actors
      .flatMap(({ name: actor }) =>
        (['stdout', 'stderr'] as const).flatMap((stream) =>
          model.lines(stream, actor).map((line): Source => ({
            id: `${actor} ${stream} ${line.number}`,
            time: line.at,
            ...(stream === 'stdout' ? { at: evidenceOfLine(model, line.number, actor) } : {}),
            record: { ...line, actor } satisfies ActorLine,
          })),
        ),
      )
      .toSorted((a, b) => a.time - b.time),
  row: ({ id, at, record }, joins) => {
    const line = record as ActorLine;
    const call = joins.writer(line.actor, line.stream, line.offset);
    const notes = [
      ...(line.bytes.length > MAX_LINE ? [TABLES.long(line.bytes.length)] : []),
      ...(line.ended ? [] : [`(${TABLES.unended})`]),
    ];
    const own: Evidence | undefined = at ?? (call === undefined ? undefined : { call });
    return {
      key: id,
      ...(own === undefined ? {} : { at: own }),
      cells: [
        String(line.number),
        timeText(line.at, joins),
        escape(line.actor),
        line.stream,
        {
          text: escape(line.bytes.subarray(0, MAX_LINE)),
          ...(notes.length === 0 ? {} : { note: notes.join(' ') }),
        },
        line.stream === 'stdout' ? shownText(joins, line) : '',
        call === undefined ? '' : linked([{ at: { call }, text: TABLES.call(call) }]),
      ],
      ...(line.stream === 'stderr' ? { mood: 'bad' as const } : {}),
    };
  },
};

/** Which messages a line shows. */
function shownText(joins: Joins, { actor, number }: ActorLine): string {
  const found = messagesOn(joins, actor, number);
  const names = found.slice(0, MAX_LINKS).map((n) => TABLES.message(n));
  return found.length <= MAX_LINKS
    ? names.join(', ')
    : `${names.join(', ')} ${TABLES.more(found.length - MAX_LINKS)}`;
}

/** Numbers of the messages on a line of standard output. */
export function messagesOn(joins: Joins, actor: string, number: number): number[] {
  return joins
    .directionsTo(actor)
    .flatMap(({ shown }) => shown.filter(({ from, to }) => from <= number && number <= to))
    .map(({ message }) => message);
}

const messages: Maker = {
  sources: ({ model }) =>
    model.trace.messages.map((record) => ({ id: String(record.n), time: record.at, record })),
  row: ({ id, record }, joins) => {
    const message = record as MessageRecord;
    const row = joins.ribbonRow(message);
    const [first] = row?.packets ?? [];
    return {
      key: id,
      ...(first === undefined ? {} : { at: { packet: first.packet } }),
      cells: [
        TABLES.message(message.message),
        timeText(message.at, joins),
        escape(message.actor),
        numberText(message.length),
        bounded(message.text ?? ''),
        ...(row === undefined ? ['', '', '', '', message.over ?? ''] : placesOf(row, joins.model, message)),
      ],
    };
  },
};

/** Where a message was sent, carried, received and printed. */
function placesOf(row: RibbonRow, model: Model, { remote }: MessageRecord): CellText[] {
  const receiver = model.connections.find(
    ({ client, server }) => client.endpoint === remote || server.endpoint === remote,
  );
  const actor = [receiver?.client, receiver?.server].find((end) => end?.endpoint === remote)?.actor;
  const printed: CellLink[] = [];
  if (row.shown !== undefined && actor !== undefined) {
    for (let line = row.shown.from; line <= row.shown.to; line++) {
      printed.push({ at: evidenceOfLine(model, line, actor), text: TABLES.line(line) });
    }
  }
  return [
    row.sends.length === 0 ? { text: TABLES.unsent } : linked(row.sends.map(spanLink)),
    linked(
      row.packets.map(({ packet, lost, retransmission }): CellLink => ({
        at: { packet },
        text: `${packet}${lost === true ? ` ${TABLES.lost}` : retransmission ? ` ${TABLES.again}` : ''}`,
        ...(lost === true ? { mood: 'bad' } : {}),
      })),
    ),
    linked(row.calls.map(spanLink)),
    row.shown === undefined ? { text: TABLES.unshown } : linked(printed),
    { text: sharingText(row) },
  ];
}

function sharingText({ split, shared }: RibbonRow): string {
  const list = (found: readonly number[]): string =>
    found.length > MAX_LINKS
      ? `${found.slice(0, MAX_LINKS).map(TABLES.message).join(', ')} ${TABLES.more(found.length - MAX_LINKS)}`
      : found.map(TABLES.message).join(', ');
  return [
    ...(split.sends > 1 ? [TABLES.splitOver(split.sends, 'send')] : []),
    ...(split.packets > 1 ? [TABLES.splitOver(split.packets, 'packet')] : []),
    ...(split.calls > 1 ? [TABLES.splitOver(split.calls, 'receive')] : []),
    ...(split.lines > 1 ? [TABLES.splitOver(split.lines, 'line')] : []),
    ...(shared.packets.length > 0 ? [TABLES.sharesPacket(list(shared.packets))] : []),
    ...(shared.calls.length > 0 ? [TABLES.sharesCall(list(shared.calls))] : []),
    ...(shared.lines.length > 0 ? [TABLES.sharesLine(list(shared.lines))] : []),
  ].join('; ');
}

const events: Maker = {
  sources: ({ model: { trace } }) =>
    [
      ...trace.peer.map((record): Source => ({
        id: String(record.n),
        time: record.at,
        at: { peer: record.n },
        record,
      })),
      ...trace.scene.map((record): Source => ({ id: `scene ${record.n}`, time: record.at, record })),
    ].toSorted((a, b) => a.time - b.time),
  row: ({ id, at, record }, joins) => {
    if (at === undefined) return sceneRow(id, record as SceneRecord, joins);
    const event = record as PeerRecord;
    const bytes = joins.bytesOf('peer', event.n);
    const ends = [event.local, event.remote].filter((end) => end !== undefined).join(' ↔ ');
    return {
      key: id,
      at,
      cells: [
        id,
        timeText(event.at, joins),
        escape(event.actor),
        escape(event.event),
        event.connection === undefined ? '' : String(event.connection),
        escape(ends),
        event.length === undefined ? '' : numberText(event.length),
        bounded(event.data ?? ''),
        bounded(event.note ?? ''),
      ],
      ...(bytes === undefined ? {} : { bytes }),
    };
  },
};

function sceneRow(id: string, { at, event, actor, host, text }: SceneRecord, joins: Joins): TableRow {
  return {
    key: id,
    cells: [
      '',
      timeText(at, joins),
      escape(actor ?? host ?? ''),
      `${TABLES.scene}: ${event}`,
      '',
      '',
      '',
      '',
      bounded(text ?? ''),
    ],
    mood: 'quiet',
  };
}

const lookups: Maker = {
  sources: ({ model }) =>
    model.trace.lookups.map((record) => ({ id: String(record.n), time: record.at, record })),
  row: ({ id, record }, joins) => {
    const lookup = record as LookupRecord;
    return {
      key: id,
      cells: [
        id,
        timeText(lookup.at, joins),
        escape(lookup.remote),
        bounded(lookup.name),
        escape(lookup.type),
        escape(lookup.code),
        bounded(lookup.answer.join(', ')),
      ],
      ...(lookup.code === 'NOERROR' ? {} : { mood: 'bad' as const }),
    };
  },
};

/** The tables. */
export const MAKERS: Readonly<Record<TableKind, Maker>> = { calls, lines, messages, events, lookups };
