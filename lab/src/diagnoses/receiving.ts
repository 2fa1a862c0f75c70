/** Misconceptions about recv(): what one call returns, and when to call it again. */
import type { CallRecord, OutputLine, RecordSpan } from '@wireside/trace';
import type { Facts, MessageFact } from '../facts/facts.ts';
import { shownMessages } from '../facts/shown.ts';
import { count, list, quote } from '../facts/text.ts';
import type { Evidence } from '../verdict.ts';
import { callName, type Diagnosis, filledReceives, mainCalls } from './diagnosis.ts';

/** Reads this small are sized for one message. */
const SMALL_READ = 64;

const decoder = new TextDecoder();

/** The text that each receive gave, with the line of output that shows just that, if there is one. */
function chunks(facts: Facts): { span: RecordSpan; text: string; line: OutputLine | undefined }[] {
  const lines = new Map(facts.lines.map((line) => [decoder.decode(line.bytes).trim(), line]));
  return (facts.main?.toProgram.calls ?? [])
    .filter(({ length }) => length > 0)
    .map((span) => {
      const text = decoder.decode(facts.received.subarray(span.offset, span.offset + span.length));
      return { span, text, line: lines.get(text.trim()) };
    });
}

const touching = (facts: Facts, { offset, length }: { offset: number; length: number }): MessageFact[] =>
  facts.messages.filter(
    (message) => message.offset < offset + length && message.offset + message.length > offset,
  );

const numbers = (messages: readonly MessageFact[]): string =>
  list(messages.map(({ text }) => text.replace(/^\D+/, '')));

function describe(facts: Facts, span: RecordSpan): string {
  const touched = touching(facts, span);
  const cut = touched.filter(
    (message) => message.offset < span.offset || message.offset + message.length > span.offset + span.length,
  );
  if (touched.length > 1) return `bytes of the messages ${numbers(touched)}`;
  return cut.length > 0 ? `only a part of message ${numbers(cut)}` : `message ${numbers(touched)}`;
}

const fixedSizeReads: Diagnosis = {
  id: 'fixed-size-reads',
  find: (facts, failed) => {
    if (!failed.has('messages')) return null;
    const receives = mainCalls(facts, 'receive');
    const sizes = new Set(receives.map((call) => call.size));
    const [size] = sizes;
    if (sizes.size !== 1 || size === undefined || size > SMALL_READ || size < 8) return null;
    const bad = chunks(facts).find(({ span, line }) => line !== undefined && !isOneMessage(facts, span));
    if (bad === undefined) return null;
    return {
      text:
        `Every receive asks for ${size} bytes, the length of one message; but messages are not all of that length, ` +
        `and a receive may return less. ${callName(facts.call(bad.span.n))} returned ${describe(facts, bad.span)}, ` +
        `and line ${bad.line?.number} shows just that: ${quote(bad.text)}. ` +
        `Read as much as there is, keep it, and look for the borders in the text itself.`,
      evidence: evidenceOf(facts, bad),
    };
  },
};

const oneRecvOneMessage: Diagnosis = {
  id: 'one-recv-one-message',
  unless: ['fixed-size-reads', 'reads-once', 'bytes-literal'],
  find: (facts, failed) => {
    if (!failed.has('messages') && !failed.has('flood')) return null;
    const all = chunks(facts);
    if (facts.flood !== null) return chunkedFlood(facts);
    // Each chunk stands on a line as it came, also where it is not one message.
    const bad = all.find(({ span, line }) => line !== undefined && !isOneMessage(facts, span));
    if (bad === undefined || all.filter(({ line }) => line !== undefined).length < all.length - 1)
      return null;
    const packets = facts.main?.toProgram.packets.filter(
      ({ offset, length }) => offset < bad.span.offset + bad.span.length && offset + length > bad.span.offset,
    );
    return {
      text:
        `What one receive returned was shown as if it were one message. ${callName(facts.call(bad.span.n))} returned ` +
        `${count(bad.span.length, 'byte')}, ${describe(facts, bad.span)}` +
        `${packets === undefined || packets.length === 0 ? '' : ` (from packet ${list(packets.map(({ packet }) => packet))})`}, ` +
        `and line ${bad.line?.number} shows just that. TCP keeps the bytes and their order, not the borders between the ` +
        `server's calls of send(). Keep what you receive, and find the borders in the text itself.`,
      evidence: evidenceOf(facts, bad),
    };
  },
};

/** A flood with a line break wherever a receive ended. */
function chunkedFlood(facts: Facts): { text: string; evidence: Evidence[] } | null {
  const [first, second] = facts.main?.toProgram.calls.filter(({ length }) => length > 0) ?? [];
  if (first === undefined || second === undefined) return null;
  const start = Buffer.from(facts.output).indexOf(facts.received.subarray(0, Math.min(first.length, 64)));
  if (start < 0) return null;
  const border = start + first.length;
  const after = facts.output.subarray(border, border + 17);
  const next = facts.received.subarray(second.offset, second.offset + 16);
  if (after[0] !== 10 || !Buffer.from(after.subarray(1)).equals(next)) return null;
  const line = facts.lines.findLast((candidate) => candidate.offset <= border);
  return {
    text:
      `The output has a line break wherever a receive ended: ${callName(facts.call(first.n))} returned ${count(first.length, 'byte')}, ` +
      `and after just as many the output begins a new line. The server's text has none there. Write what you receive as it is, without adding a line end.`,
    evidence: [{ call: first.n }, ...(line === undefined ? [] : [{ line: line.number }])],
  };
}

const readsOnce: Diagnosis = {
  id: 'reads-once',
  unless: ['crashed', 'closes-early'],
  find: (facts, failed) => {
    if (!failed.has('messages') && !failed.has('flood')) return null;
    const receives = mainCalls(facts, 'receive').filter((call) => call.ret !== -1);
    const [only] = receives;
    if (only === undefined || receives.length !== 1 || (only.ret ?? 0) === 0 || only.times !== undefined)
      return null;
    const total = facts.messages.at(-1);
    const whole = facts.flood?.length ?? (total === undefined ? 0 : total.offset + total.length);
    if ((only.ret ?? 0) >= whole || waitedInVain(facts, only)) return null;
    return {
      text:
        `The program received once: ${callName(only)} returned ${count(only.ret ?? 0, 'byte')} of the ${whole} that the server had to send. ` +
        `More followed. Receive again and again, until a receive returns nothing: that is the end of the connection.`,
      evidence: [{ call: only.n }],
    };
  },
};

/**
 * Whether it waited for more after a receive, and then gave up: a time limit of its own. An event loop that looks around
 * once more after the connection was closed waits for something else.
 */
export function waitedInVain(facts: Facts, receive: CallRecord): boolean {
  const closed = mainCalls(facts, 'close')[0]?.n ?? Infinity;
  return facts.trace.calls.some(
    (call) =>
      call.n > receive.n &&
      call.n < closed &&
      ((call.kind === 'wait' && call.ret === 0) || (call.kind === 'receive' && call.error === 'EAGAIN')),
  );
}

const stopsAtShortRead: Diagnosis = {
  id: 'stops-at-short-read',
  unless: ['reads-once', 'crashed'],
  find: (facts, failed) => {
    if (!failed.has('messages') && !failed.has('flood')) return null;
    const receives = mainCalls(facts, 'receive').filter((call) => call.ret !== null && call.ret >= 0);
    const last = receives.at(-1);
    if (last?.size === undefined || (last.ret ?? 0) === 0 || (last.ret ?? 0) >= last.size) return null;
    if (receives.length < 2 || facts.end.reason === 'limit') return null;
    const before = receives.slice(0, -1);
    if (!before.every((call) => (call.ret ?? 0) / (call.times ?? 1) >= (call.size ?? 0))) return null;
    return {
      text:
        `${callName(last)} asked for ${last.size} bytes and returned ${last.ret}, and the program took that for the end. ` +
        `A short receive only means that no more had arrived yet. The end is when a receive returns 0 bytes.`,
      evidence: [{ call: last.n }],
    };
  },
};

const decodesEachChunk: Diagnosis = {
  id: 'decodes-each-chunk',
  unless: [
    'one-recv-one-message',
    'fixed-size-reads',
    'reads-once',
    'stops-at-short-read',
    'closes-early',
    'bytes-literal',
    'line-has-more',
    'crashed',
    'drops-last-message',
  ],
  find: (facts, failed) => {
    if (!failed.has('messages')) return null;
    const shown = shownMessages(facts);
    const counts = new Map<number, number>();
    for (const { index } of shown.messages) counts.set(index, (counts.get(index) ?? 0) + 1);
    // The messages that came in one piece are shown; those that were cut are the ones that are not, or that look like others.
    const whole = facts.messages.filter(({ receives }) => receives.length === 1);
    const cut = facts.messages.filter(({ receives }) => receives.length > 1);
    const victim = cut.find(({ index }) => !counts.has(index));
    if (victim === undefined || !whole.every(({ index }) => counts.has(index))) return null;
    const [first, second] = victim.receives;
    if (first === undefined || second === undefined) return null;
    const head = facts.received.subarray(victim.offset, first.offset + first.length);
    const tail = facts.received.subarray(first.offset + first.length, victim.offset + victim.length);
    const broken = shown.broken[0] ?? shown.messages.find(({ index }) => (counts.get(index) ?? 0) > 1)?.line;
    return {
      text:
        `Message ${numbers([victim])} was cut: ${callName(facts.call(first.n))} ended with ${quote(head)}, and ` +
        `${callName(facts.call(second.n))} began with ${quote(tail)}. Each receive was taken apart by itself, so the message was lost` +
        `${broken === undefined ? '' : `; line ${broken.number} shows ${quote(broken.bytes)}`}. ` +
        `Put what you receive together first, and look for messages in the whole.`,
      evidence: [
        { call: first.n },
        { call: second.n },
        ...(broken === undefined ? [] : [{ line: broken.number }]),
      ],
    };
  },
};

const utf8PerChunk: Diagnosis = {
  id: 'utf8-per-chunk',
  unless: ['reads-once', 'stops-at-short-read'],
  find: (facts, failed) => {
    if (!failed.has('flood') || facts.flood === null) return null;
    const cutAt = filledReceiveSpans(facts).find(({ offset, length }) => {
      const byte = facts.received[offset + length];
      return byte !== undefined && (byte & 0xc0) === 0x80;
    });
    const complained =
      /UnicodeDecodeError|invalid (start|continuation) byte|unexpected end of data|invalid utf-?8|MalformedInput|stream did not contain valid UTF-8/i.test(
        decoder.decode(facts.errors),
      );
    const replaced = decoder.decode(facts.output).includes('\u{fffd}');
    if (cutAt === undefined || (!complained && !replaced)) return null;
    const call = facts.call(cutAt.n);
    const end = facts.received.subarray(
      Math.max(cutAt.offset, cutAt.offset + cutAt.length - 3),
      cutAt.offset + cutAt.length,
    );
    return {
      text:
        `A letter of several bytes was cut: ${callName(call)} ended in the middle of one (its last bytes are ${quote(end)}), ` +
        `and the rest came with the next receive. Decoding each receive by itself ${complained ? 'then fails' : 'then shows � in its place'}. ` +
        `Put the bytes together before you decode them, decode step by step, or write the bytes as they are.`,
      evidence: [{ call: cutAt.n }],
    };
  },
};

const bytesLiteral: Diagnosis = {
  id: 'bytes-literal',
  find: (facts) => {
    const line = facts.lines.find(({ bytes }) => /^\s*b['"]/.test(decoder.decode(bytes.subarray(0, 16))));
    if (line === undefined) return null;
    return {
      text: `Line ${line.number} shows ${quote(line.bytes)}: that is how Python writes a bytes object. Decode the bytes before you print them.`,
      evidence: [{ line: line.number }],
    };
  },
};

function filledReceiveSpans(facts: Facts): RecordSpan[] {
  return facts.main?.toProgram.calls.filter(({ length }) => length > 0) ?? [];
}

function isOneMessage(facts: Facts, { offset, length }: RecordSpan): boolean {
  return facts.messages.some((message) => message.offset === offset && message.length === length);
}

function evidenceOf(
  facts: Facts,
  { span, line }: { span: RecordSpan; line: OutputLine | undefined },
): Evidence[] {
  const packet = facts.main?.toProgram.packets.find(
    ({ offset, length }) => offset < span.offset + span.length && offset + length > span.offset,
  );
  return [
    { call: span.n },
    ...(packet === undefined ? [] : [{ packet: packet.packet }]),
    ...(line === undefined ? [] : [{ line: line.number }]),
  ];
}

/** Number of receives that gave bytes: for sentences of other diagnoses. */
export const receivedIn = (facts: Facts): CallRecord[] => filledReceives(facts);

export const RECEIVING: readonly Diagnosis[] = [
  bytesLiteral,
  readsOnce,
  stopsAtShortRead,
  fixedSizeReads,
  utf8PerChunk,
  oneRecvOneMessage,
  decodesEachChunk,
];
