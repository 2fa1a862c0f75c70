/** What each receive returned, beside the messages and the lines of the output. */
import type { Evidence, OutputLine, RecordSpan, Span } from '@wireside/trace';
import { list } from '@wireside/trace';
import type { MessageFact, PacketizationFacts } from '../facts.ts';

const decoder = new TextDecoder();

/** The bytes that one receive returned. */
export interface Chunk {
  readonly span: RecordSpan;
  readonly text: string;
  /** The line of output that shows exactly this text. */
  readonly line?: OutputLine;
}

/** The receives that returned bytes, in order. */
export function filledSpans({ main }: PacketizationFacts): RecordSpan[] {
  return main?.incoming.receives.filter(({ length }) => length > 0) ?? [];
}

/** The chunks in the order in which they were received. */
export function chunksOf(facts: PacketizationFacts): Chunk[] {
  const lines = new Map(facts.lines.map((line) => [decoder.decode(line.bytes).trim(), line]));
  return filledSpans(facts).map((span) => {
    const text = decoder.decode(facts.received.subarray(span.offset, span.offset + span.length));
    const line = lines.get(text.trim());
    return { span, text, ...(line === undefined ? {} : { line }) };
  });
}

/** A chunk that is shown on a line as it came, although it is not one whole message. */
export function findShownChunk(
  facts: PacketizationFacts,
  chunks: readonly Chunk[],
): { span: RecordSpan; text: string; line: OutputLine } | undefined {
  for (const { span, text, line } of chunks)
    if (line !== undefined && !isOneMessage(facts, span)) return { span, text, line };
  return undefined;
}

function isOneMessage({ messages }: PacketizationFacts, { offset, length }: Span): boolean {
  return messages.some((message) => message.offset === offset && message.length === length);
}

/** `1, 2 and 3`: the numbers in the messages' texts. */
export function numbersOf(messages: readonly MessageFact[]): string {
  return list(messages.map(({ text }) => text.replace(/^\D+/, '')));
}

/** `bytes of messages 0 and 1`, `only part of message 3`, `message 3`. */
export function contentOf({ messages }: PacketizationFacts, { offset, length }: Span): string {
  const touched = messages.filter(
    (message) => message.offset < offset + length && message.offset + message.length > offset,
  );
  if (touched.length > 1) return `bytes of messages ${numbersOf(touched)}`;
  const isSplit = touched.some(
    (message) => message.offset < offset || message.offset + message.length > offset + length,
  );
  return `${isSplit ? 'only part of message' : 'message'} ${numbersOf(touched)}`;
}

/** The receive, the first packet with its bytes, and the line. */
export function evidenceOf(
  { main }: PacketizationFacts,
  { span, line }: { span: RecordSpan; line: OutputLine },
): Evidence[] {
  const packet = main?.incoming.packets.find(
    ({ offset, length }) => offset < span.offset + span.length && offset + length > span.offset,
  );
  return [
    { call: span.n },
    ...(packet === undefined ? [] : [{ packet: packet.packet }]),
    { line: line.number },
  ];
}
