/** Fields whose values are bytes or texts that can be cut out of the frame without a tree; for plain rows only. */
import type { Capture } from '../../capture/capture.ts';
import { SHAPE } from '../../capture/table.ts';
import { flagString } from '../../protocols/tcp-flags.ts';
import { lanesOf } from './columns.ts';
import type { Lane } from './lanes.ts';
import type { Scalar } from '../kinds.ts';

/** The value of a row, or undefined. */
export type Cutting = (row: number) => Scalar | undefined;

/** Cuttings of a field; `isWide` asks for a protocol with all that it carries. Undefined where a tree is needed. */
export function cuttingsOf(capture: Capture, name: string, isWide: boolean): readonly Cutting[] | undefined {
  const { bytes, table } = capture;
  const { shape, offset, captured, network, transport, payload, payloadLength } = table;
  const fixed = (header: Uint16Array, at: number, length: number, bit: number): Cutting => {
    return (row) => {
      if (!(shape[row]! & bit)) return undefined;
      const from = offset[row]! + header[row]! + at;
      return bytes.subarray(from, from + length);
    };
  };
  const carried = (bit: number): Cutting => {
    return (row) => {
      const from = payload[row]!;
      const to = Math.min(captured[row]!, from + payloadLength[row]!);
      return shape[row]! & bit && to > from
        ? bytes.subarray(offset[row]! + from, offset[row]! + to)
        : undefined;
    };
  };
  const hardware = (at: number): Cutting => {
    const has = lanesOf(capture, 'eth')![0]!;
    return (row) => (has(row) === 1 ? bytes.subarray(offset[row]! + at, offset[row]! + at + 6) : undefined);
  };
  const whole: Cutting = (row) => bytes.subarray(offset[row]!, offset[row]! + captured[row]!);
  switch (name) {
    case 'frame':
      return [whole];
    case 'eth': {
      const has = lanesOf(capture, 'eth')![0]!;
      return isWide ? [(row) => (has(row) === 1 ? whole(row) : undefined)] : undefined;
    }
    case 'tcp':
      return [
        (row) => {
          if (!(shape[row]! & SHAPE.tcp)) return undefined;
          const to = Math.min(captured[row]!, payload[row]! + payloadLength[row]!);
          return bytes.subarray(offset[row]! + transport[row]!, offset[row]! + to);
        },
      ];
    case 'tcp.payload':
      return [carried(SHAPE.tcp)];
    case 'udp.payload':
      return [carried(SHAPE.udp)];
    case 'eth.src':
      return [hardware(6)];
    case 'eth.dst':
      return [hardware(0)];
    case 'eth.addr':
      return [hardware(6), hardware(0)];
    case 'ipv6.src':
      return [fixed(network, 8, 16, SHAPE.ip6)];
    case 'ipv6.dst':
      return [fixed(network, 24, 16, SHAPE.ip6)];
    case 'ipv6.addr':
      return [fixed(network, 8, 16, SHAPE.ip6), fixed(network, 24, 16, SHAPE.ip6)];
    case 'tcp.flags.str':
      return [(row) => (shape[row]! & SHAPE.tcp ? flagString(table.flags[row]!) : undefined)];
    default:
      return undefined;
  }
}

/** What times are made of: whole seconds and nanoseconds, compared without loss. */
export function clockOf(capture: Capture, name: string): { seconds: Lane; nanos: Lane } | undefined {
  if (name !== 'frame.time' && name !== 'frame.time_epoch') return undefined;
  const { seconds, nanos } = capture.table;
  return { seconds: (row) => seconds[row]!, nanos: (row) => nanos[row]! };
}
