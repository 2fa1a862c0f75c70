/** Which ICMP reply answers which request: same addresses, type, identifier and sequence number. */
import { derivedKey } from '../core/derived.ts';
import type { Packets } from '../core/packets.ts';
import type { Dissection } from '../core/dissection.ts';
import { TRAITS } from '../table/table.ts';
import { u32 } from '../basics/bytes.ts';
import type { Field, Item } from '../core/field.ts';

/** The rows of an exchange. */
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

/** By row. */
const ECHOES = derivedKey<Map<number, Echo>>('ICMP requests and replies');

/** The exchange of an ICMP or ICMPv6 row; kept until the capture changes. */
function echoOf(capture: Packets, row: number): Echo | undefined {
  return capture.derived(ECHOES, () => matchAll(capture)).get(row);
}

function matchAll(capture: Packets): Map<number, Echo> {
  const { table } = capture;
  const rows = new Map<number, Echo>();
  const open = new Map<string, Echo>();
  for (let row = 0; row < table.count; row++) {
    const protocol = table.ipProtocol[row]!;
    const at = table.transport[row]!;
    if (protocol !== ICMP && protocol !== ICMPV6) continue;
    const isFragment = (table.traits[row]! & TRAITS.fragment) !== 0;
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

/** The exchange of the dissected packet, if the header at `at` is the one that its row describes. */
export function echoAt(d: Dissection, at: number): Echo | undefined {
  const isRow = d.source === d.rowSource && !d.isQuoted && d.capture.table.transport[d.row] === at;
  return isRow ? echoOf(d.capture, d.row) : undefined;
}

/** What the summary line says of an echo's other half. */
export function echoText(echo: Echo | undefined, row: number): string {
  if (echo?.reply === row) return ` (request in ${echo.request + 1})`;
  if (echo?.request === row) {
    return echo.reply === undefined ? ' (no response found!)' : ` (reply in ${echo.reply + 1})`;
  }
  return '';
}

/** Adds to the tree which packet answers this one, or which one it answers and after how long. */
export function echoTree(
  d: Dissection,
  layer: Item,
  fields: Readonly<Record<'responseIn' | 'responseTo' | 'responseTime', Field>>,
  echo: Echo | undefined,
): void {
  if (echo?.request === d.row && echo.reply !== undefined)
    d.computed(layer, fields.responseIn, echo.reply + 1);
  else if (echo?.reply === d.row) {
    d.computed(layer, fields.responseTo, echo.request + 1);
    const time = d.capture.table.between(echo.request, d.row) / 1e6;
    d.computed(layer, fields.responseTime, time, `${fields.responseTime.title}: ${time.toFixed(3)} ms`);
  }
}
