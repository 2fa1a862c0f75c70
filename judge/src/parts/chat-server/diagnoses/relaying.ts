/** Misconceptions about what a chat server sends to whom. */
import { callName, quote } from '@wireside/trace';
import { countText } from '@wireside/wire';
import { indexOfBytes, sameBytes } from '../../../common/bytes.ts';
import { endOfLine } from '../../../common/stream-lines.ts';
import type { StreamLine } from '../../../common/stream-lines.ts';
import type { Failed, Finding } from '../../../diagnosis.ts';
import type { ChatServerFacts, Due } from '../facts.ts';
import { isRead } from '../facts.ts';

type Relaying = Failed<'relays' | 'only'>;

/** Fewer bytes of a line do not say that it is the line. */
const MIN_PIECE = 4;
/** Lines of others that are searched for in one line. */
const MAX_LINES = 200;

/** The first line that was not passed on, as it was said, to someone who was there. */
const missingLine = ({ due }: ChatServerFacts, failed: Relaying): Due | undefined =>
  failed.has('relays') ? due.find(({ heard }) => heard === undefined) : undefined;

/** What the one who misses a line was sent since that was said, and what no one said so. */
function oddLines(facts: ChatServerFacts, { to, line }: Due): StreamLine[] {
  return facts.others
    .filter((other) => other.to === to && other.line.last.at >= line.first.at)
    .map((other) => other.line)
    .slice(0, MAX_LINES);
}

/** The server never received a line that was said: it had received once from that client, and did so no more. */
export function findReadsOnce(facts: ChatServerFacts, failed: Relaying): Finding | undefined {
  const missing = missingLine(facts, failed);
  if (missing === undefined) return undefined;
  const { from, line } = missing;
  const own = new Set(from.connection.calls);
  const receives = facts.calls.filter(
    ({ kind, n, at }) => kind === 'receive' && own.has(n) && at < facts.stoppedAt,
  );
  const [first, ...more] = receives;
  if (first === undefined || (first.ret ?? 0) <= 0 || more.length > 0 || isRead(facts, missing))
    return undefined;
  return {
    text:
      `${callName(first)} was the only receive from ${from.name}. ${quote(line.bytes)} came later (packet ${line.last.packet}), and was never read. ` +
      `Receive from each client in a loop until a receive returns 0 bytes.`,
    evidence: [{ call: first.n }, { packet: line.last.packet }],
  };
}

/** A line was passed on without its newline. */
export function findNewlineMissing(facts: ChatServerFacts, failed: Relaying): Finding | undefined {
  const missing = missingLine(facts, failed);
  if (missing === undefined) return undefined;
  const { line, to } = missing;
  const bare = oddLines(facts, missing).find(
    ({ bytes, ended }) => (!ended && sameBytes(bytes, line.bytes)) || isGlued(facts, missing, bytes),
  );
  // A last line that has no end yet stands apart.
  const last = to.heard.find((one) => !one.ended && sameBytes(one.bytes, line.bytes));
  const found = bare ?? last;
  if (found === undefined) return undefined;
  return {
    text:
      `${missing.from.name} said ${quote(line.bytes)} and a newline (packet ${line.last.packet}), and ${to.name} was sent ${quote(found.bytes)} without one (packet ${found.last.packet}). ` +
      `Without its newline a line has no end, and the next one goes on in it. Pass the newline on too.`,
    evidence: [{ packet: line.last.packet }, { packet: found.last.packet }],
  };
}

/** Whether bytes are a line and right behind it the next one that anyone said. */
function isGlued({ guests }: ChatServerFacts, { line, to }: Due, bytes: Uint8Array): boolean {
  if (indexOfBytes(bytes, line.bytes) !== 0 || bytes.length === line.bytes.length) return false;
  const rest = bytes.subarray(line.bytes.length);
  return guests.some(
    (from) =>
      from !== to && from.said.some((one) => one.bytes.length > 0 && indexOfBytes(rest, one.bytes) === 0),
  );
}

/** A line stands in the middle of another one. */
export function findLinesMixed(facts: ChatServerFacts, failed: Relaying): Finding | undefined {
  const missing = missingLine(facts, failed);
  if (missing === undefined) return undefined;
  const { line, from, to } = missing;
  for (const { bytes, last } of oddLines(facts, missing)) {
    for (const other of facts.guests) {
      if (other === from || other === to) continue;
      const inside = other.said.find((one) => {
        const at = one.bytes.length < MIN_PIECE ? -1 : indexOfBytes(bytes, one.bytes);
        return at >= MIN_PIECE && indexOfBytes(line.bytes, bytes.subarray(0, at)) >= 0;
      });
      if (inside === undefined) continue;
      return {
        text:
          `${from.name} said ${quote(line.bytes)} in several pieces (packets ${line.first.packet} to ${line.last.packet}). In the middle of it, ${to.name} was sent ${quote(inside.bytes)}, which ${other.name} said (packet ${last.packet}). ` +
          `What a receive returns may be a part of a line: collect what each client says, and pass a line on when its newline is there.`,
        evidence: [{ packet: line.first.packet }, { packet: last.packet }],
      };
    }
  }
  return undefined;
}

/** A piece of a line was passed on as if it were a line. */
export function findPieceSent(facts: ChatServerFacts, failed: Relaying): Finding | undefined {
  const missing = missingLine(facts, failed);
  if (missing === undefined) return undefined;
  const { line, from, to } = missing;
  const receives = from.connection.incoming.receives.filter(
    ({ offset, length }) => offset < endOfLine(line) && offset + length > line.offset,
  );
  if (receives.length < 2) return undefined;
  for (const { offset, length, n } of receives.slice(0, 20)) {
    const start = Math.max(0, offset - line.offset);
    const piece = line.bytes.subarray(start, Math.max(0, offset + length - line.offset));
    const call = facts.model.call(n);
    const sent =
      piece.length < MIN_PIECE
        ? undefined
        : oddLines(facts, missing).find(({ bytes, ended }) => ended && sameBytes(bytes, piece));
    if (sent === undefined || call === undefined) continue;
    return {
      text:
        `${callName(call)} returned ${countText(length, 'byte')}, a piece of the line ${quote(line.bytes)} of ${from.name}, and the server sent that piece to ${to.name} as a line of its own, ${quote(sent.bytes)} (packet ${sent.last.packet}). ` +
        `TCP does not keep lines together: collect what each client says, and pass a line on when its newline is there.`,
      evidence: [{ call: n }, { packet: sent.last.packet }],
    };
  }
  return undefined;
}

/** Only the beginning of a long line was passed on. */
export function findLineCut(facts: ChatServerFacts, failed: Relaying): Finding | undefined {
  const missing = missingLine(facts, failed);
  if (missing === undefined) return undefined;
  const { line, from, to } = missing;
  const cut = oddLines(facts, missing).find(
    ({ bytes }) =>
      bytes.length >= MIN_PIECE &&
      bytes.length < line.bytes.length &&
      sameBytes(line.bytes.subarray(0, bytes.length), bytes),
  );
  if (cut === undefined) return undefined;
  return {
    text:
      `${from.name} said a line of ${countText(line.bytes.length, 'byte')}, ${quote(line.bytes)}, and ${to.name} was sent the first ${countText(cut.bytes.length, 'byte')} of it (packet ${cut.last.packet}). ` +
      `A line may be longer than your buffer: receive until its newline is there, and send all of it.`,
    evidence: [{ packet: line.last.packet }, { packet: cut.last.packet }],
  };
}

/** A line was passed on with something before it or after it. */
export function findLineChanged(facts: ChatServerFacts, failed: Relaying): Finding | undefined {
  const missing = missingLine(facts, failed);
  if (missing === undefined || missing.line.bytes.length < MIN_PIECE) return undefined;
  const { line, from, to } = missing;
  const changed = oddLines(facts, missing).find(
    ({ bytes }) => bytes.length > line.bytes.length && indexOfBytes(bytes, line.bytes) >= 0,
  );
  if (changed === undefined) return undefined;
  return {
    text:
      `${from.name} said ${quote(line.bytes)}, and ${to.name} was sent ${quote(changed.bytes)} (packet ${changed.last.packet}). ` +
      `Pass the bytes of the line on as they are, with nothing before or after them.`,
    evidence: [{ packet: line.last.packet }, { packet: changed.last.packet }],
  };
}

/** A line came back to the one who had said it. */
export function findSentBack(facts: ChatServerFacts, failed: Relaying): Finding | undefined {
  if (!failed.has('only') && !failed.has('relays')) return undefined;
  for (const { to, line } of facts.others) {
    const own = to.said.find((one) => sameBytes(one.bytes, line.bytes) && one.first.at <= line.last.at);
    if (own === undefined) continue;
    return {
      text:
        `${to.name} said ${quote(own.bytes)} (packet ${own.last.packet}), and the server sent that back to ${to.name} (packet ${line.last.packet}). ` +
        `Everyone knows what they said themselves: leave out the connection on which a line came.`,
      evidence: [{ packet: own.last.packet }, { packet: line.last.packet }],
    };
  }
  return undefined;
}

/** A client was sent something before anyone had said anything. */
export function findGreeting(facts: ChatServerFacts, failed: Relaying): Finding | undefined {
  if (!failed.has('only')) return undefined;
  const first = Math.min(...facts.guests.flatMap(({ said }) => said.map((line) => line.first.at)));
  const greeting = facts.others.find(({ line }) => line.last.at < first);
  if (greeting === undefined) return undefined;
  return {
    text:
      `${greeting.to.name} was sent ${quote(greeting.line.bytes)} (packet ${greeting.line.last.packet}), and no one had said anything yet. ` +
      `The server has no words of its own in this chat: print them on its standard output.`,
    evidence: [{ packet: greeting.line.last.packet }],
  };
}

/** A line was received, sent to one of the others, and not to another one. */
export function findNotToAll(facts: ChatServerFacts, failed: Relaying): Finding | undefined {
  const missing = missingLine(facts, failed);
  if (missing === undefined) return undefined;
  const { line, from, to } = missing;
  const there = facts.due.find((one) => one.line === line && one.to !== to && one.heard !== undefined);
  if (there?.heard === undefined || oddLines(facts, missing).length > 0) return undefined;
  const call = to.accepted;
  return {
    text:
      `${from.name} said ${quote(line.bytes)} (packet ${line.last.packet}). The server sent that to ${there.to.name} (packet ${there.heard.last.packet}), and not to ${to.name}, who was there too${call === undefined ? '' : ` (${callName(call)})`}. ` +
      `Keep all connections in a list, and send each line to every one of them but the one on which it came.`,
    evidence: [
      { packet: line.last.packet },
      { packet: there.heard.last.packet },
      ...(call === undefined ? [] : [{ call: call.n }]),
    ],
  };
}
