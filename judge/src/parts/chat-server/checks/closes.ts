/** Does the server close the connection of a client that has left? */
import type { CallRecord } from '@wireside/trace';
import type { Check, Outcome } from '../../../check.ts';
import { outcome } from '../../../check.ts';
import { endOfLine } from '../../../common/stream-lines.ts';
import type { ChatServerFacts, Guest } from '../facts.ts';

/** A server that has read of a client's leaving, and has not closed after this time, does not close. µs. */
const LONG = 1_000_000;

/** The server's FIN, or its reset, before the scene ended. */
function closing(guest: Guest, { model, stoppedAt, end }: ChatServerFacts): number | undefined {
  const until = Math.min(stoppedAt, end.at);
  return [guest.connection.outgoing.fin, guest.connection.outgoing.reset].find(
    (packet) => packet !== undefined && model.capture.packet(packet - 1).time < until,
  );
}

/** The receive that brought the empty line of a client, or told that it had closed; undefined where there was none yet. */
export function noticing({ connection, goodbye }: Guest, facts: ChatServerFacts): CallRecord | undefined {
  const span =
    goodbye === undefined
      ? undefined
      : connection.incoming.receives.find(({ offset, length }) => offset + length >= endOfLine(goodbye));
  if (span !== undefined) return facts.model.call(span.n);
  const own = new Set(connection.calls);
  return facts.calls.find(({ kind, n, ret }) => kind === 'receive' && ret === 0 && own.has(n));
}

/**
 * Those who left by an empty line or by closing, and whose connection the server did not close although it had read that
 * long before: a busy machine may delay it. Who left first comes first.
 */
export function leftOpen(facts: ChatServerFacts): Guest[] {
  const until = Math.min(facts.stoppedAt, facts.end.at) - LONG;
  const open = facts.guests.filter((guest) => {
    const { fin, reset } = guest.connection.incoming;
    // Only a reset that comes after the FIN is that of a client which has waited long enough.
    if (guest.accepted === undefined || (reset !== undefined && reset < (fin ?? Infinity))) return false;
    const call = noticing(guest, facts);
    return call !== undefined && call.at + (call.took ?? 0) < until && closing(guest, facts) === undefined;
  });
  return open.toSorted((one, other) => one.leftAt - other.leftAt);
}

/** Those whose connection the server closed although they had not left, with the packet; none of a server that ended. */
export function shutOut(facts: ChatServerFacts): { guest: Guest; packet: number }[] {
  if (facts.end.at < facts.stoppedAt) return [];
  return facts.guests.flatMap((guest) => {
    const packet = closing(guest, facts);
    const isEarly = packet !== undefined && facts.model.capture.packet(packet - 1).time < guest.leftAt;
    return guest.accepted !== undefined && isEarly ? [{ guest, packet }] : [];
  });
}

/** After an empty line the server closes, and where a client has closed, the server closes its own side too. */
export const closes: Check<ChatServerFacts, 'listens'> = {
  needs: ['listens'],
  title: () => 'closes the connection of a client that says an empty line or has closed, and no other',
  ask: (facts): Outcome => {
    const [early] = shutOut(facts);
    if (early !== undefined)
      return outcome(
        false,
        'open connections to all clients that have not left',
        `the server closed the connection of ${early.guest.name}`,
        [{ packet: early.packet }],
      );
    const expected = 'a FIN of the server for each client that left';
    const gone = facts.guests.filter(({ leftAt }) => leftAt < Infinity);
    const [open] = leftOpen(facts);
    if (open === undefined) {
      const evidence = gone.flatMap((guest) => closing(guest, facts) ?? []).map((packet) => ({ packet }));
      return outcome(true, expected, 'every connection was closed', evidence.slice(0, 3));
    }
    const { fin } = open.connection.incoming;
    const packet = open.goodbye?.last.packet ?? fin;
    const how = open.goodbye === undefined ? 'closed its side' : 'said an empty line';
    return outcome(
      false,
      expected,
      `${open.name} ${how}, and the server did not close the connection`,
      packet === undefined ? [] : [{ packet }],
    );
  },
};
