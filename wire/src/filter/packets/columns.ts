/**
 * Which fields can be read from the table alone, and for which rows. Columns are complete only for plain rows: one
 * header of each layer, none of them cut, nothing quoted. For the others they describe the innermost headers or
 * nothing.
 */
import type { Capture } from '../../core/capture.ts';
import { TRAITS } from '../../table/table.ts';
import type { NumberColumn } from './number-columns.ts';
import { LOWER_COLUMNS } from './lower-columns.ts';
import { TCP_COLUMNS } from './tcp-columns.ts';

const ICMP = 1;
const ICMP6 = 58;
const COMPLEX = TRAITS.layered | TRAITS.fragment | TRAITS.damaged;
const TRANSPORT = TRAITS.tcp | TRAITS.udp;
const NUMBER_COLUMNS = new Map([...LOWER_COLUMNS, ...TCP_COLUMNS]);

/** A function that returns whether the columns describe all headers of a row. */
export function plainRows(capture: Capture): (row: number) => boolean {
  const { traits, ipProtocol, payload, captured } = capture.table;
  return (row) => {
    const bits = traits[row]!;
    const carried = ipProtocol[row]!;
    if ((bits & COMPLEX) !== 0 || carried === ICMP || carried === ICMP6) return false;
    return (bits & TRANSPORT) === 0 || payload[row]! <= captured[row]!;
  };
}

/** Number columns of a field; two if the field has a value for each end. */
export function numberColumnsOf(capture: Capture, name: string): readonly NumberColumn[] | undefined {
  return NUMBER_COLUMNS.get(name)?.(capture);
}

/** Whether a field has number columns. */
export function hasNumberColumns(name: string): boolean {
  return NUMBER_COLUMNS.has(name);
}

/** Names of all fields with number columns, for tests. */
export const NUMBER_COLUMN_NAMES: readonly string[] = [...NUMBER_COLUMNS.keys()];
