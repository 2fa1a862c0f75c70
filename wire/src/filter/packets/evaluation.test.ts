/** Random filters over real captures: columns, shortcuts and prefilters find the same as trees alone. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openCapture } from '../../open.ts';
import type { Capture } from '../../core/capture.ts';
import { registry } from '../../protocols/all.ts';
import { captureBytes, captureNames, hasCaptures } from '../../testing/captures.test.helper.ts';
import { planOf } from '../compile.ts';
import { predicateOf } from '../evaluate.ts';
import { compileFilter } from '../filter.ts';
import { kindOf } from '../kinds.ts';
import { NUMBER_COLUMN_NAMES } from './columns.ts';
import { packetFields } from './packet-fields.ts';
import { TreeReader } from './readers.ts';

const fields = packetFields(registry);
/** Tunnels, quotes in ICMP, VLAN, cooked captures, fragments, IPv6, damage. */
const CHOSEN =
  /icmp-destunreach-udp|http-vlan-0|sll2|ipv6-http-atomic|fragmented-1|tcp_zerowindowrecovery|icmp6-toobig|arp_resol|4in6|6in4|gre|heapoverflow|dns_query/;

function rowsByTree(text: string, capture: Capture): string {
  const { plan } = planOf(text, fields, '4.4');
  const reader = new TreeReader(capture);
  const predicate = plan!.test ? predicateOf(plan!.test, { reader }) : () => true;
  return Array.from({ length: capture.count }, (_, row) => row)
    .filter(predicate)
    .join();
}

const numbers = NUMBER_COLUMN_NAMES.filter((name) => kindOf(fields.field(name, '4.4')!.type) === 'int');
const others = Array.from(fields.fields, ({ name }) => name).filter((name) => !name.startsWith('_ws'));

const number = fc.constantFrom(0, 1, 2, 6, 17, 20, 40, 53, 60, 64, 80, 128, 200, 255);
const sign = fc.constantFrom('==', '!=', '===', '!==', '<', '<=', '>', '>=');
const quantifier = fc.constantFrom('', '', '', 'any ', 'all ');
const numeric = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...numbers) },
  fc
    .tuple(fc.constantFrom(...numbers), fc.constantFrom('+', '-', '*', '/', '%', '&'), number)
    .map(([a, s, n]) => `{${a} ${s} ${n}}`),
  fc
    .tuple(fc.constantFrom(...numbers), fc.constantFrom('+', '-', '%', '&'), fc.constantFrom(...numbers))
    .map(([a, s, b]) => `{${a} ${s} ${b}}`),
  fc.constantFrom(...numbers).map((name) => `-${name}`),
);
const relation = fc.oneof(
  fc.tuple(quantifier, numeric, sign, number).map(([q, a, s, n]) => `${q}${a} ${s} ${n}`),
  fc.tuple(quantifier, numeric, sign, numeric).map(([q, a, s, b]) => `${q}${a} ${s} ${b}`),
  fc
    .tuple(quantifier, fc.constantFrom(...numbers), number, number)
    .map(([q, a, low, high]) => `${q}${a} in {${low}..${high}, 5, 443}`),
  fc
    .tuple(
      quantifier,
      fc.constantFrom('ip.src', 'ip.addr', 'ip.dst'),
      sign,
      fc.constantFrom('10.0.0.0/8', '192.168.0.0/16', '127.0.0.1', '0.0.0.0/0'),
    )
    .map((p) => p.join(' ')),
  fc
    .tuple(
      quantifier,
      fc.constantFrom('ipv6.src', 'ipv6.addr'),
      sign,
      fc.constantFrom('fe80::/10', '2001:db8::/33', '::1', 'ff02::1'),
    )
    .map((p) => p.join(' ')),
  fc
    .tuple(
      quantifier,
      fc.constantFrom('eth.src', 'eth.addr'),
      sign,
      fc.constantFrom('00:00:00:00:00:00', 'ff:ff:ff:ff:ff:ff', '00:11:22:33:44:55'),
    )
    .map((p) => p.join(' ')),
  fc
    .tuple(
      fc.constantFrom('tcp', 'udp', 'ip', 'frame', 'tcp.payload', 'eth'),
      fc.constantFrom('contains "a"', 'matches "[a-c]{2}"', '[0] > 40', '[-2:] contains 00'),
    )
    .map(([a, b]) => (b.startsWith('[') ? a + b : `${a} ${b}`)),
  fc
    .tuple(
      fc.constantFrom('frame.time_delta', 'tcp.time_relative', 'frame.time_relative', 'tcp.analysis.ack_rtt'),
      sign,
      fc.constantFrom('0', '0.001', '-1', '0.5'),
    )
    .map((p) => p.join(' ')),
  fc
    .tuple(
      fc.constantFrom('frame.time', 'frame.time_epoch'),
      sign,
      fc.constantFrom('1400000000.5', '0', '1120469632.123'),
    )
    .map((p) => p.join(' ')),
  fc.constantFrom(...others),
  fc.constantFrom(...others).map((name) => `count(${name}) > 1`),
);
const filter = fc.oneof(
  relation,
  fc.tuple(relation, fc.constantFrom('and', 'or', 'xor'), relation).map((p) => p.join(' ')),
  relation.map((text) => `not ${text}`),
);

test.skipIf(!hasCaptures)('columns and trees find the same rows', { timeout: 120_000 }, () => {
  const captures = captureNames()
    .filter((name) => CHOSEN.test(name))
    .map((name) => openCapture(captureBytes(name)))
    .filter(({ count }) => count > 0 && count < 60);
  expect(captures.length).toBeGreaterThan(8);
  fc.assert(
    fc.property(filter, fc.nat(captures.length - 1), (text, which) => {
      const capture = captures[which]!;
      const { filter: compiled, error } = compileFilter(text);
      // Multiplying a field may be refused, depending on its kind; that is up to the checker.
      if (error) return;
      expect(`${text}: ${compiled.rows(capture).join()}`).toBe(`${text}: ${rowsByTree(text, capture)}`);
    }),
    { numRuns: 4000 },
  );
});

test.skipIf(!hasCaptures)(
  'columns and trees find the same rows in damaged captures',
  { timeout: 120_000 },
  () => {
    const files = captureNames()
      .filter((name) => CHOSEN.test(name))
      .map(captureBytes)
      .filter(({ length }) => length > 100 && length < 6000);
    const change = fc.tuple(fc.nat(5999), fc.nat(255));
    fc.assert(
      fc.property(
        fc.array(filter, { minLength: 4, maxLength: 4 }),
        fc.nat(files.length - 1),
        fc.array(change, { minLength: 1, maxLength: 8 }),
        (texts, which, changes) => {
          const bytes = files[which]!.slice();
          for (const [at, value] of changes) bytes[at % bytes.length] = value;
          const capture = openCapture(bytes);
          for (const text of texts) {
            const { filter: compiled } = compileFilter(text);
            if (!compiled) continue;
            expect(`${text}: ${compiled.rows(capture).join()}`).toBe(`${text}: ${rowsByTree(text, capture)}`);
          }
        },
      ),
      { numRuns: 1500 },
    );
  },
);
