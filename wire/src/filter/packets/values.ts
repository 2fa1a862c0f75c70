/** Values of a field in packets as filters see them, from columns where possible. */
import type { Capture } from '../../core/capture.ts';
import type { Field, Value } from '../../core/field.ts';
import type { Scalar } from '../kinds.ts';
import { plainRows } from './columns.ts';
import { ColumnReader, TreeReader } from './readers.ts';
import { PacketTrees } from './trees.ts';

const BILLION = 1_000_000_000n;

/**
 * A function that returns the values of a field in the packet of a row: none, one or several, in the form that
 * {@link Value} has, apart from object identifiers, which are bytes. It is for the capture as it is now.
 */
export function packetValues(capture: Capture, field: Field): (row: number) => readonly Value[] {
  const trees = new PacketTrees(capture);
  const slow = new TreeReader(capture, trees).read({ field });
  const fast = new ColumnReader(capture, trees).read({ field });
  const isPlain = plainRows(capture);
  const value = valueForm(field);
  return (row) => (isPlain(row) ? fast(row) : slow(row)).map(value);
}

/** From the form of filters to that of fields: filters count times in nanoseconds. */
function valueForm({ type }: Field): (scalar: Scalar) => Value {
  if (type === 'dur') return (scalar) => Number(scalar) / 1e9;
  if (type !== 'time') return (scalar) => scalar;
  return (scalar) => {
    const nanos = BigInt(scalar as number | bigint);
    const rest = ((nanos % BILLION) + BILLION) % BILLION;
    return { seconds: Number((nanos - rest) / BILLION), nanos: Number(rest) };
  };
}
