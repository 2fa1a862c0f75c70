/** What a run of packetization is judged by: the messages or the flood that the server sends, and what was shown. */
import type {
  ActorConnection,
  LineContent,
  Model,
  OutputLine,
  PacketSpan,
  RecordSpan,
  Span,
} from '@wireside/trace';
import { classifyLines, overlapping, overlappingRecords } from '@wireside/trace';
import type { Edition, PartCase } from '../../case.ts';
import type { AnnouncedMessage } from '../../common/answer.ts';
import { announcedAnswer } from '../../common/answer.ts';
import { gatherClientFacts } from '../../common/facts.ts';
import type { FloodFacts } from '../../common/flood.ts';
import { FLOOD_COMMAND } from '../../common/flood.ts';

/** One message that the server sends, and what became of it. */
export interface MessageFact extends Span {
  /** From 0, whatever number is in its text. */
  readonly index: number;
  readonly text: string;
  /** Calls that received its bytes; more than one means that it was split. */
  readonly receives: readonly RecordSpan[];
  readonly packets: readonly PacketSpan[];
  /** When its last byte was on the wire for the first time, µs since the epoch; absent if it never was. */
  readonly arrivedAt?: number;
}

/** The lines of standard output by what they show. */
export interface Shown {
  /** Lines that are exactly one message, apart from spaces, in the order of the lines. */
  readonly messages: readonly { readonly index: number; readonly line: OutputLine }[];
  /** Lines with the text of a message, or a piece of one, and something else or less. */
  readonly broken: readonly OutputLine[];
  /** Lines that have nothing to do with messages. */
  readonly others: readonly OutputLine[];
}

/** Facts about a run of packetization. */
export interface PacketizationFacts extends FloodFacts {
  /** Whether the server understood a command. */
  readonly isAnswered: boolean;
  /** The messages that the server sends, also those that it had not sent yet when the program left. */
  readonly messages: readonly MessageFact[];
  readonly shown: Shown;
}

/** Gathers the facts about a run. */
export function gatherFacts(model: Model, partCase: PartCase, edition: Edition): PacketizationFacts {
  const client = gatherClientFacts(model, partCase, edition);
  const { main, received, lines } = client;
  const answer = main === undefined ? undefined : announcedAnswer(model, main);
  const isAnswered = answer !== undefined;
  if (partCase.command === FLOOD_COMMAND) {
    const facts = { ...client, isAnswered, messages: [], shown: shownBy([]) };
    const [flood] = answer ?? [];
    if (flood === undefined) return facts;
    const bytes = received.subarray(flood.offset, flood.offset + flood.length);
    const placeOf = (offset: number): number => flood.offset + offset;
    return { ...facts, flood: { length: flood.length, bytes, placeOf } };
  }
  const messages = main === undefined ? [] : (answer ?? []).map((message) => messageFact(message, main));
  return { ...client, isAnswered, messages, shown: shownBy(classifyLines(lines, messages)) };
}

function messageFact(
  { index, offset, length, text }: AnnouncedMessage,
  { incoming }: ActorConnection,
): MessageFact {
  const span = { offset, length };
  const { packets, receives, bytes } = incoming;
  const last = overlapping(packets, { offset: offset + length - 1, length: 1 });
  return {
    index,
    text: text ?? new TextDecoder().decode(bytes.subarray(offset, offset + length)),
    ...span,
    packets: overlapping(packets, span),
    receives: overlappingRecords(receives, span),
    ...(last.length === 0 ? {} : { arrivedAt: Math.min(...last.map(({ at }) => at)) }),
  };
}

function shownBy(contents: readonly LineContent[]): Shown {
  const messages: { index: number; line: OutputLine }[] = [];
  const broken: OutputLine[] = [];
  const others: OutputLine[] = [];
  for (const content of contents) {
    if (content.kind === 'message') messages.push({ index: content.message, line: content.line });
    else (content.kind === 'broken' ? broken : others).push(content.line);
  }
  return { messages, broken, others };
}
