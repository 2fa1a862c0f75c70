/** Which DNS response answers which query: those of one UDP conversation with the same identification. */
import { derivedKey } from '../../core/derived.ts';
import type { Packets } from '../../core/packets.ts';
import { rowsOf, streamRows } from '../../core/stream-rows.ts';
import { u16 } from '../../basics/bytes.ts';
import type { Match } from './tree.ts';

/** By stream and row. */
const MATCHES = derivedKey<Map<number, Map<number, Match>>>('DNS queries and responses');

/** The exchange that the datagram of a row belongs to; kept until the capture changes. */
export function matchOf(capture: Packets, stream: number, row: number): Match | undefined {
  const streams = capture.derived(MATCHES, () => new Map());
  let matches = streams.get(stream);
  if (!matches) streams.set(stream, (matches = matchStream(capture, stream)));
  return matches.get(row);
}

function matchStream(capture: Packets, stream: number): Map<number, Match> {
  const { table } = capture;
  const matches = new Map<number, Match>();
  const matcher = new Matcher();
  for (const row of rowsOf(streamRows(capture, 'udp'), stream)) {
    const bytes = capture.datagram(row);
    const at = table.payload[row]!;
    if (at + 4 > bytes.length) continue;
    const match = matcher.add(u16(bytes, at), (u16(bytes, at + 2) & 0x8000) !== 0, row);
    if (match) matches.set(row, match);
  }
  return matches;
}

/** Takes the messages of one conversation in order. */
export class Matcher {
  readonly #open = new Map<number, { query: number; response: number | undefined }>();

  /** The exchange of a message; it is completed when the other half arrives. A repeated query belongs to none. */
  add(id: number, isResponse: boolean, row: number): Match | undefined {
    const match = this.#open.get(id);
    if (isResponse) {
      if (!match || (match.response !== undefined && match.response !== row)) return undefined;
      match.response = row;
      return match;
    }
    if (match && match.response === undefined) return undefined;
    const begun = { query: row, response: undefined };
    this.#open.set(id, begun);
    return begun;
  }
}
