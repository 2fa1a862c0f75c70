/** Misconceptions about recv(): what one call returns, and when to call it again. */
import { callName, list, overlapping, quote } from '@wireside/trace';
import { countText } from '@wireside/wire';
import type { Failed, Finding } from '../../../diagnosis.ts';
import { isCrashed, mainCalls, timedOutAfter } from '../../../common/calls.ts';
import type { PacketizationFacts } from '../facts.ts';
import { chunksOf, contentOf, evidenceOf, findShownChunk } from './chunks.ts';

/** Receives for this many bytes are sized for one message. */
const ONE_MESSAGE = { min: 8, max: 64 };

type Answer = Failed<'messages' | 'flood'>;

/** Every receive asks for the length of one message. */
export function findFixedSizeReads(facts: PacketizationFacts, failed: Answer): Finding | undefined {
  if (!failed.has('messages')) return undefined;
  const sizes = new Set(mainCalls(facts, 'receive').map((call) => call.size));
  const [size] = sizes;
  if (sizes.size !== 1 || size === undefined || size > ONE_MESSAGE.max || size < ONE_MESSAGE.min)
    return undefined;
  const bad = findShownChunk(facts, chunksOf(facts));
  if (bad === undefined) return undefined;
  return {
    text:
      `Every receive asks for ${countText(size, 'byte')}, the length of one message; but not all messages have that length, ` +
      `and a receive may return less. ${nameOf(facts, bad.span.n)} returned ${contentOf(facts, bad.span)}, ` +
      `and line ${bad.line.number} shows exactly that: ${quote(bad.text)}. ` +
      `Read as much as there is, keep it, and find the message boundaries in the text itself.`,
    evidence: evidenceOf(facts, bad),
  };
}

/** What one receive returned is shown as one message. */
export function findOneRecvOneMessage(facts: PacketizationFacts, failed: Answer): Finding | undefined {
  if (!failed.has('messages')) return undefined;
  const chunks = chunksOf(facts);
  const bad = findShownChunk(facts, chunks);
  if (bad === undefined || chunks.filter(({ line }) => line !== undefined).length < chunks.length - 1)
    return undefined;
  const packets = overlapping(facts.main?.incoming.packets ?? [], bad.span);
  const from = packets.length === 0 ? '' : ` (from packet ${list(packets.map(({ packet }) => packet))})`;
  return {
    text:
      `The program shows what one receive returned as if it were one message. ${nameOf(facts, bad.span.n)} returned ` +
      `${countText(bad.span.length, 'byte')}, ${contentOf(facts, bad.span)}${from}, ` +
      `and line ${bad.line.number} shows exactly that. TCP preserves the bytes and their order, but not the boundaries between the ` +
      `server's send() calls. Keep what you receive, and find the message boundaries in the text itself.`,
    evidence: evidenceOf(facts, bad),
  };
}

/** The program received only once, although more was sent. */
export function findReadsOnce(facts: PacketizationFacts, failed: Answer): Finding | undefined {
  if (!failed.has('messages') && !failed.has('flood')) return undefined;
  const receives = mainCalls(facts, 'receive').filter((call) => call.ret !== -1);
  const [only] = receives;
  const got = only?.ret ?? 0;
  if (only === undefined || receives.length !== 1 || got === 0 || only.times !== undefined) return undefined;
  const last = facts.messages.at(-1);
  const whole = facts.flood?.length ?? (last === undefined ? 0 : last.offset + last.length);
  if (got >= whole || timedOutAfter(facts, only) || isCrashed(facts)) return undefined;
  return {
    text:
      `The program received only once: ${callName(only)} returned ${countText(got, 'byte')} of the ${countText(whole, 'byte')} that the server sends. ` +
      `More followed. Keep receiving until a receive returns 0 bytes: that is the end of the connection.`,
    evidence: [{ call: only.n }],
  };
}

/** The program stopped at the first receive that returned less than it asked for. */
export function findStopAtShortRead(facts: PacketizationFacts, failed: Answer): Finding | undefined {
  if (!failed.has('messages') && !failed.has('flood')) return undefined;
  const receives = mainCalls(facts, 'receive').filter((call) => call.ret !== undefined && call.ret >= 0);
  const last = receives.at(-1);
  const got = last?.ret ?? 0;
  if (last?.size === undefined || got === 0 || got >= last.size) return undefined;
  if (receives.length < 2 || facts.end.reason === 'limit' || isCrashed(facts)) return undefined;
  const before = receives.slice(0, -1);
  if (!before.every((call) => (call.ret ?? 0) / (call.times ?? 1) >= (call.size ?? 0))) return undefined;
  return {
    text:
      `${callName(last)} asked for ${countText(last.size, 'byte')} and returned ${countText(got, 'byte')}, and the program treated that as the end. ` +
      `A short receive only means that no more bytes had arrived yet. The end is when a receive returns 0 bytes.`,
    evidence: [{ call: last.n }],
  };
}

function nameOf({ model }: PacketizationFacts, n: number): string {
  return callName(model.call(n)!);
}
