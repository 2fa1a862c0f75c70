/** Which ICMP reply answers which request: same addresses, type, identifier and sequence number. */
import type { Capture } from '../capture/capture.ts';
import { SHAPE } from '../capture/table.ts';
import { u32 } from '../files/bytes.ts';

/** The other row of an exchange. */
export interface Echo {
  readonly request: number;
  reply: number | undefined;
}

const ICMP = 1;
const ICMPV6 = 58;
/** Requests and the replies to them, by protocol: echo, timestamp, information, address mask; echo. */
const REPLY_TO = new Map([
  [ICMP * 256 + 0, 8],
  [ICMP * 256 + 14, 13],
  [ICMP * 256 + 16, 15],
  [ICMP * 256 + 18, 17],
  [ICMPV6 * 256 + 129, 128],
]);
const REQUESTS = new Set(Array.from(REPLY_TO, ([key, type]) => (key & ~0xff) | type));

const known = new WeakMap<Capture, { count: number; rows: Map<number, Echo> }>();

/** The exchange of an ICMP or ICMPv6 row; kept until packets are added to the capture. */
export function echoOf(capture: Capture, row: number): Echo | undefined {
  let kept = known.get(capture);
  if (kept?.count !== capture.count) {
    kept = { count: capture.count, rows: matchAll(capture) };
    known.set(capture, kept);
  }
  return kept.rows.get(row);
}

function matchAll(capture: Capture): Map<number, Echo> {
  const { table } = capture;
  const rows = new Map<number, Echo>();
  const open = new Map<string, Echo>();
  for (let row = 0; row < table.count; row++) {
    const protocol = table.ipProtocol[row]!;
    const at = table.transport[row]!;
    if (protocol !== ICMP && protocol !== ICMPV6) continue;
    const isFragment = (table.shape[row]! & SHAPE.fragment) !== 0;
    if (isFragment ? !capture.fragments.completedAt(row) : at === 0) continue;
    const bytes = capture.datagram(row);
    if (at + 8 > bytes.length) continue;
    const type = bytes[at]!;
    const [from, to] = [table.source[row]!, table.destination[row]!];
    const number = u32(bytes, at + 4);
    const kind = protocol * 256 + type;
    if (REQUESTS.has(kind)) {
      const echo = { request: row, reply: undefined };
      open.set(`${from} ${to} ${kind} ${number}`, echo);
      rows.set(row, echo);
      continue;
    }
    const asked = REPLY_TO.get(kind);
    const echo =
      asked === undefined ? undefined : open.get(`${to} ${from} ${protocol * 256 + asked} ${number}`);
    if (!echo) continue;
    echo.reply ??= row;
    rows.set(row, echo);
  }
  return rows;
}
