/** Which DNS response answers which query: those of one UDP conversation with the same identification. */
import type { Capture } from '../../capture/capture.ts';
import { rowsOf, streamRows } from '../../conversations/rows.ts';
import { u16 } from '../../files/bytes.ts';
import type { Match } from './tree.ts';

interface Kept {
  count: number;
  streams: Map<number, Map<number, Match>>;
}

const known = new WeakMap<Capture, Kept>();

/** The exchange that the datagram of a row belongs to; kept until packets are added to the capture. */
export function matchOf(capture: Capture, stream: number, row: number): Match | undefined {
  let kept = known.get(capture);
  if (kept?.count !== capture.count)
    known.set(capture, (kept = { count: capture.count, streams: new Map() }));
  let matches = kept.streams.get(stream);
  if (!matches) kept.streams.set(stream, (matches = matchStream(capture, stream)));
  return matches.get(row);
}

function matchStream(capture: Capture, stream: number): Map<number, Match> {
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

/** Takes the messages of one conversation in their order. */
export class Matcher {
  readonly #open = new Map<number, { query: number; response: number | undefined }>();

  /** The exchange of a message; it is filled in when the other half comes. A repeated query belongs to none. */
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
