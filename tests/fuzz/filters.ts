/**
 * Untrusted filters: sequences of tokens by the grammar, changed here and there, and what must hold for each of them.
 */
import { compileFilter, completeField } from '@wireside/wire';
import type { Capture, Filter } from '@wireside/wire';
import { labRegistry } from '@wireside/wire/lab';
import { planOf } from '../../wire/src/filter/compile.ts';
import { predicateOf } from '../../wire/src/filter/evaluate.ts';
import { packetFields } from '../../wire/src/filter/packets/packet-fields.ts';
import { TreeReader } from '../../wire/src/filter/packets/readers.ts';
import type { Test } from '../../wire/src/filter/plan.ts';
import { Random } from './random.ts';
import type { Steps } from './steps.ts';

const FIELDS = [...packetFields(labRegistry).fields].map(({ name }) => name);
/** Fields that columns answer; used more often than others. */
const COMMON =
  `frame.len frame.number frame.time_delta frame.protocols eth.src eth.addr ip.addr ip.src ip.ttl ip.proto ip.id
  ip.flags.df ipv6.addr ipv6.src udp.port udp.stream udp.length tcp.port tcp.srcport tcp.stream tcp.len tcp.seq tcp.ack
  tcp.flags tcp.flags.syn tcp.flags.str tcp.window_size tcp.nxtseq tcp.payload tcp.analysis.flags tcp.time_delta
  tcp.analysis.retransmission tcp.analysis.bytes_in_flight tcp.completeness tcp.options.mss_val http.host
  http.request.method dns.qry.name tls.handshake.type icmp.type igmp.type arp.opcode data.data tcp udp ip http tls
  frame eth`.split(/\s+/);
const LITERALS =
  `0 1 2 -1 80 443 0x10 010 65535 65536 4294967295 4294967296 99999999999999999999 1.5 1e9 0.001 -0.0
  10.0.0.1 10.0.0.0/8 0.0.0.0/0 10.0.0.0/33 ::1 fe80::/10 :: ff:ff:ff:ff:ff:ff 00:01 aa.bb.cc "GET" "" 'x' '\\x00' "\\x47"
  r"\\d+" TCP http true False "2004-01-01 00:00:00" "2004-01-01T00:00:00.5Z" \${tcp.port} \${ip.src}`.split(
    /\s+(?=(?:[^"]*"[^"]*")*[^"]*$)/,
  );
const COMPARISONS = '== != === !== < <= > >= eq ne gt lt ge le any_eq all_ne contains matches ~ &'.split(' ');
const FUNCTIONS = 'len count upper lower string max min abs vals dec hex float double'.split(' ');
const PATTERNS = [
  'a*',
  '(a+)+$',
  '^GET',
  '[^\\x00]*x',
  '(?i)host',
  '(a|a)*b',
  '.{1,50}.{1,50}z',
  '\\bx\\b|\\d{2,}',
  '((',
  '[z-a]',
];

/** A filter by the grammar, mostly with an error or two in its types; every third is changed. */
export function filterText(random: Random): string {
  const text = expression(random, 3);
  return random.once(3) ? bent(random, text) : text;
}

function expression(random: Random, depth: number): string {
  const inner = (): string => expression(random, depth - 1);
  switch (depth > 0 ? random.below(12) : 0) {
    case 1:
      return `${inner()} ${random.of(['&&', '||', 'and', 'or', 'xor', '^^'])} ${inner()}`;
    case 2:
      return `${random.of(['!', 'not '])}${inner()}`;
    case 3:
      return `(${inner()})`;
    case 4:
      return operand(random, 2);
    case 5:
      return `${operand(random, 1)} ${random.of(['in', 'not in'])} {${set(random)}}`;
    case 6:
      return `${operand(random, 1)} matches ${random.of(['', 'r'])}"${random.of(PATTERNS)}"`;
    case 7:
      return `${random.of(['any ', 'all '])}${comparison(random)}`;
    case 8:
      return `${comparison(random)} ${random.of(['<', '<=', '=='])} ${operand(random, 1)}`;
    default:
      return comparison(random);
  }
}

function comparison(random: Random): string {
  return `${operand(random, 2)} ${random.of(COMPARISONS)} ${operand(random, 1)}`;
}

function operand(random: Random, depth: number): string {
  const name = (): string => random.of(random.once(2) ? FIELDS : COMMON);
  switch (depth > 0 ? random.below(12) : random.below(2)) {
    case 0:
    case 1:
    case 2:
      return random.of(LITERALS);
    case 3:
      return `${name()}[${slices(random)}]`;
    case 4:
      return `${name()}#${random.of(['1', '2', '[-1]', '[1-2]', '[0:3]', '[1,3]'])}`;
    case 5:
      return `${random.of(FUNCTIONS)}(${operand(random, depth - 1)}${random.once(4) ? `, ${operand(random, 0)}` : ''})`;
    case 6:
      return `${operand(random, depth - 1)} ${random.of(['+', '-', '*', '/', '%', '&'])} ${operand(random, depth - 1)}`;
    case 7:
      return `${random.of(['@', '-', '{'])}${operand(random, depth - 1)}`;
    default:
      return name();
  }
}

function slices(random: Random): string {
  const number = (): string =>
    random.of(['0', '1', '-1', '3', '13', '100', '-4', '2147483648', '4294967295']);
  const one = (): string =>
    random.of([
      number,
      () => `${number()}:${number()}`,
      () => `${number()}-${number()}`,
      () => `:${number()}`,
      () => `${number()}:`,
    ])();
  return random.once(4) ? `${one()},${one()}` : one();
}

function set(random: Random): string {
  const one = (): string =>
    random.once(4) ? `${random.of(LITERALS)}..${random.of(LITERALS)}` : random.of(LITERALS);
  return Array.from({ length: 1 + random.below(4) }, one).join(random.once(3) ? ' ' : ', ');
}

/** Characters changed, taken out, doubled or put in. */
function bent(random: Random, text: string): string {
  let bended = text;
  for (let i = random.below(3); i >= 0; i--) {
    const at = random.below(bended.length + 1);
    const strange = random.of([
      ...'()[]{}"\'\\#@$!&|^~=<>.,:;-+*/% \t\n\0',
      'é',
      '\u{1f600}',
      '\ud800',
      '\uffff',
    ]);
    const piece = random.of([strange, bended.slice(at, at + random.below(12)), '']);
    bended = bended.slice(0, at) + piece + bended.slice(at + random.below(3));
  }
  return bended;
}

/** Rows that a filter is tried on. */
const MAX_ROWS = 30;
/** Number of filters, each compiled once, for all captures. */
const POOL = 400;
let pool: { filter: Filter; test: Test | undefined }[] | undefined;

/** The same in every run, so that a recipe reproduces its finding. */
function filterPool(): NonNullable<typeof pool> {
  const random = new Random(POOL);
  const filters: NonNullable<typeof pool> = [];
  const fields = packetFields(labRegistry);
  while (filters.length < POOL) {
    const text = filterText(random);
    const { filter } = compileFilter(text, { registry: labRegistry });
    if (filter) filters.push({ filter, test: planOf(text, fields, '4.4').plan?.test });
  }
  return filters;
}

/** A few filters over the rows of a capture: columns and trees must find the same. */
export function lookThroughFilters(steps: Steps, capture: Capture, random: Random): void {
  pool ??= filterPool();
  for (let i = 0; i < 2; i++) {
    const { filter, test } = random.of(pool);
    const { text } = filter;
    const to = Math.min(capture.count, MAX_ROWS);
    const selected = random.once(2) && capture.count > 0 ? random.below(capture.count) : undefined;
    const found = steps.whole(`rows of ${text}`, () => filter.rows(capture, { to, selected }));
    if (!test || to === 0) continue;
    const reader = new TreeReader(capture);
    const reference =
      selected === undefined
        ? undefined
        : (request: Parameters<TreeReader['read']>[0]) => new TreeReader(capture).read(request)(selected);
    const slow = predicateOf(test, { reader, reference });
    const rows = new Set(found);
    for (let row = 0; row < to; row++) {
      const isIn = steps.packet('filter of trees', () => slow(row));
      steps.expect(
        isIn === rows.has(row),
        () => `${text}: columns say ${rows.has(row)} of row ${row}, the tree ${isIn}`,
        `columns and tree differ: ${filter.fields.join(' ')}`,
      );
    }
  }
}

/** One untrusted filter over a capture: soon, an error inside the text or a filter. */
export function lookAtFilter(steps: Steps, capture: Capture, text: string, random: Random): void {
  const version = random.once(4) ? '4.0' : '4.4';
  const { filter, error } = steps.packet('compileFilter', () =>
    compileFilter(text, { version, registry: labRegistry }),
  );
  if (random.once(20))
    steps.packet('completeField', () =>
      completeField(text.slice(0, random.below(text.length + 1)), labRegistry),
    );
  if (error) {
    const { column, length, message } = error;
    const isInside = column >= 1 && length >= 0 && column + length <= Math.max(2, text.length + 2);
    steps.expect(isInside && message.length > 5, () => `${text}: ${message} at ${column}+${length}`);
    return;
  }
  const to = Math.min(capture.count, 8);
  steps.whole('filter.rows', () =>
    filter.rows(capture, { to, selected: to > 0 ? random.below(to) : undefined }),
  );
}
