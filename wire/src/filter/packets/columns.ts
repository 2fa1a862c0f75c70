/**
 * Which fields can be read from the table alone, and for which rows. Lanes hold only for plain rows: one header of each
 * layer, none of them cut, nothing quoted; of the others the columns describe the innermost headers or nothing.
 */
import type { Capture } from '../../capture/capture.ts';
import { SHAPE } from '../../capture/table.ts';
import type { Lane } from './lanes.ts';
import { LOWER_LANES } from './lower-lanes.ts';
import { TCP_LANES } from './tcp-lanes.ts';

const ICMP = 1;
const ICMP6 = 58;
const COMPLEX = SHAPE.layered | SHAPE.fragment | SHAPE.damaged;
const TRANSPORT = SHAPE.tcp | SHAPE.udp;
const LANES = new Map([...LOWER_LANES, ...TCP_LANES]);

/** A function that says of a row whether the columns tell all about its headers. */
export function plainRows(capture: Capture): (row: number) => boolean {
  const { shape, ipProtocol, payload, captured } = capture.table;
  return (row) => {
    const bits = shape[row]!;
    const carried = ipProtocol[row]!;
    if ((bits & COMPLEX) !== 0 || carried === ICMP || carried === ICMP6) return false;
    return (bits & TRANSPORT) === 0 || payload[row]! <= captured[row]!;
  };
}

/** Lanes of fields in the table, by name; two where a field has a value for each end. */
export function lanesOf(capture: Capture, name: string): readonly Lane[] | undefined {
  return LANES.get(name)?.(capture);
}

/** Whether there are lanes of this name. */
export function hasLanes(name: string): boolean {
  return LANES.has(name);
}

/** Names of all fields with lanes, for tests. */
export const LANE_NAMES: readonly string[] = [...LANES.keys()];
