/** Fields whose values are bytes or texts that can be taken from the frame without a tree; for plain rows only. */
import type { Capture } from '../../core/capture.ts';
import { TRAITS } from '../../table/table.ts';
import { RST, flagString } from '../../tcp-analysis/flags.ts';
import { numberColumnsOf } from './columns.ts';
import type { NumberColumn } from './number-columns.ts';
import type { Scalar } from '../kinds.ts';

/** The value of a row, or undefined. */
export type ByteColumn = (row: number) => Scalar | undefined;

/** Byte columns of a field; `isWide` asks for a protocol with its payload. Undefined if a tree is needed. */
export function byteColumnsOf(
  capture: Capture,
  name: string,
  isWide: boolean,
): readonly ByteColumn[] | undefined {
  const { traits, flags, network } = capture.table;
  const ip6 = (at: number): ByteColumn => inHeader(capture, network, at, 16, TRAITS.ip6);
  switch (name) {
    case 'frame':
      return [frameOf(capture)];
    case 'eth': {
      const has = numberColumnsOf(capture, 'eth')![0]!;
      const whole = frameOf(capture);
      return isWide ? [(row) => (has(row) === 1 ? whole(row) : undefined)] : undefined;
    }
    case 'tcp':
      return [segmentOf(capture)];
    case 'tcp.payload': {
      const all = payloadOf(capture, TRAITS.tcp);
      // The data of a reset is its reason, not payload.
      return [(row) => (flags[row]! & RST ? undefined : all(row))];
    }
    case 'udp.payload':
      return [payloadOf(capture, TRAITS.udp)];
    case 'eth.src':
      return [hardwareAddress(capture, 6)];
    case 'eth.dst':
      return [hardwareAddress(capture, 0)];
    case 'eth.addr':
      return [hardwareAddress(capture, 6), hardwareAddress(capture, 0)];
    case 'ipv6.src':
      return [ip6(8)];
    case 'ipv6.dst':
      return [ip6(24)];
    case 'ipv6.addr':
      return [ip6(8), ip6(24)];
    case 'tcp.flags.str':
      return [(row) => (traits[row]! & TRAITS.tcp ? flagString(flags[row]!) : undefined)];
    default:
      return undefined;
  }
}

/** The whole frame. */
function frameOf({ bytes, table: { offset, captured } }: Capture): ByteColumn {
  return (row) => bytes.subarray(offset[row]!, offset[row]! + captured[row]!);
}

/** `length` bytes at a fixed place of a header, in rows with the trait `bit`. */
function inHeader(
  { bytes, table: { traits, offset } }: Capture,
  header: Uint16Array,
  at: number,
  length: number,
  bit: number,
): ByteColumn {
  return (row) => {
    if (!(traits[row]! & bit)) return undefined;
    const from = offset[row]! + header[row]! + at;
    return bytes.subarray(from, from + length);
  };
}

/** The payload, as far as it was captured, in rows with the trait `bit`. */
function payloadOf({ bytes, table }: Capture, bit: number): ByteColumn {
  const { traits, offset, captured, payload, payloadLength } = table;
  return (row) => {
    const from = payload[row]!;
    const to = Math.min(captured[row]!, from + payloadLength[row]!);
    return traits[row]! & bit && to > from
      ? bytes.subarray(offset[row]! + from, offset[row]! + to)
      : undefined;
  };
}

/** A TCP header with its payload, as far as it was captured. */
function segmentOf({ bytes, table }: Capture): ByteColumn {
  const { traits, offset, captured, transport, payload, payloadLength } = table;
  return (row) => {
    if (!(traits[row]! & TRAITS.tcp)) return undefined;
    const to = Math.min(captured[row]!, payload[row]! + payloadLength[row]!);
    return bytes.subarray(offset[row]! + transport[row]!, offset[row]! + to);
  };
}

/** The hardware address at a place of the Ethernet header. */
function hardwareAddress(capture: Capture, at: number): ByteColumn {
  const { bytes, table } = capture;
  const { offset } = table;
  const has = numberColumnsOf(capture, 'eth')![0]!;
  return (row) => (has(row) === 1 ? bytes.subarray(offset[row]! + at, offset[row]! + at + 6) : undefined);
}

/** The parts of a time: whole seconds and nanoseconds, compared without loss. */
export function clockOf(
  capture: Capture,
  name: string,
): { seconds: NumberColumn; nanos: NumberColumn } | undefined {
  if (name !== 'frame.time' && name !== 'frame.time_epoch') return undefined;
  const { seconds, nanos } = capture.table;
  return { seconds: (row) => seconds[row]!, nanos: (row) => nanos[row]! };
}
