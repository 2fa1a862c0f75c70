/** Columns and trees agree: every field that can be read from the table, over third-party captures. */
import { expect, test } from 'vitest';
import { openCapture } from '../../open.ts';
import { registry } from '../../protocols/all.ts';
import { captureBytes, captureNames, hasCaptures } from '../../testing/captures.test.helper.ts';
import type { FieldRequest } from '../field-table.ts';
import { kindOf } from '../kinds.ts';
import type { Scalar } from '../kinds.ts';
import { order } from '../scalars.ts';
import { NUMBER_COLUMN_NAMES, numberColumnsOf, plainRows } from './columns.ts';
import { byteColumnsOf } from './byte-columns.ts';
import { packetFields } from './packet-fields.ts';
import { presenceOf } from './presence.ts';
import { PacketTrees } from './trees.ts';

const fields = packetFields(registry);
const CUT =
  `frame eth tcp tcp.payload udp.payload eth.src eth.dst eth.addr ipv6.src ipv6.dst ipv6.addr tcp.flags.str`.split(
    ' ',
  );
/** Every packet of small files, some of big ones; every third file. */
const ROWS = 25;

/** A hardware address's bytes as the number that a column holds, and a protocol's as the 1 for "there". */
function asNumber(request: FieldRequest, value: Scalar): Scalar {
  const kind = kindOf(request.field.type);
  if (kind === 'proto') return 1;
  return kind === 'mac' ? (value as Uint8Array).reduce((sum, byte) => sum * 256 + byte, 0) : value;
}

/** Seconds in a tree are doubles: over decades they do not resolve nanoseconds. */
function same(a: readonly Scalar[], b: readonly Scalar[], isDuration: boolean): boolean {
  const fits = (one: Scalar, other: Scalar): boolean =>
    order(one, other) === 0 ||
    (isDuration && Math.abs(Number(one)) > 2 ** 53 && Math.abs(Number(one) - Number(other)) < 1000);
  return a.length === b.length && a.every((value, i) => fits(value, b[i]!));
}

test('every number column is a field', () => {
  expect(NUMBER_COLUMN_NAMES.filter((name) => !fields.field(name, '4.4'))).toEqual([]);
});

test.skipIf(!hasCaptures)('columns and trees of the shared captures', { timeout: 120_000 }, () => {
  const differences: string[] = [];
  let compared = 0;
  const columns = NUMBER_COLUMN_NAMES.map((name) => ({ field: fields.field(name, '4.4')! }));
  const cuts = CUT.flatMap((name) => {
    const field = fields.field(name, '4.4')!;
    return [{ field, isWide: true }, ...(name === 'eth' ? [] : [{ field, isWide: false }])];
  });
  const others = Array.from(fields.fields).filter(
    ({ name }) => !NUMBER_COLUMN_NAMES.includes(name) && !name.startsWith('_ws'),
  );
  for (const name of captureNames().filter((_, i) => i % 3 === 0)) {
    const capture = openCapture(captureBytes(name));
    const isPlain = plainRows(capture);
    const trees = new PacketTrees(capture);
    const readers = [...columns, ...cuts].map((request) => trees.reader(request));
    const inNumberColumns = columns.map(({ field }) => numberColumnsOf(capture, field.name)!);
    const inCuts = cuts.map(({ field, isWide }) => byteColumnsOf(capture, field.name, isWide)!);
    const rest = others.map((field) => ({
      field,
      isPresent: presenceOf(capture, field),
      read: trees.reader({ field }),
    }));
    const step = Math.max(1, Math.floor(capture.count / ROWS));
    for (let row = 0; row < capture.count; row += step) {
      if (!isPlain(row)) continue;
      compared++;
      for (const [i, request] of [...columns, ...cuts].entries()) {
        const inTree = readers[i]!(row);
        const isNumber = i < columns.length;
        const ours: Scalar[] = isNumber
          ? inNumberColumns[i]!.map((column) => column(row)).filter((value) => !Number.isNaN(value))
          : inCuts[i - columns.length]!.map((cut) => cut(row)).filter((value) => value !== undefined);
        const theirs = isNumber ? inTree.map((value) => asNumber(request, value)) : inTree;
        if (same(sorted(ours), sorted(theirs), request.field.type === 'dur')) continue;
        differences.push(
          `${name}:${row + 1} ${request.field.name}: columns ${shown(ours)}, tree ${shown(theirs)}`,
        );
      }
      for (const { field, isPresent, read } of rest) {
        if (!isPresent(row) && read(row).length > 0)
          differences.push(`${name}:${row + 1} ${field.name} not foreseen`);
      }
    }
    if (differences.length > 40) break;
  }
  expect(differences).toEqual([]);
  expect(compared).toBeGreaterThan(3000);
});

/** The two ends are in another order in the tree. */
function sorted(values: readonly Scalar[]): Scalar[] {
  return values.toSorted(order);
}

function shown(values: readonly Scalar[]): string {
  return values.join(' ').slice(0, 40);
}
