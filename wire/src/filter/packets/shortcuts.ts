/** Tests on numbers in columns, as functions that make no object and no array for a row; for plain rows only. */
import type { Capture } from '../../capture/capture.ts';
import { SHAPE } from '../../capture/table.ts';
import type { Predicate } from '../evaluate.ts';
import type { Kind } from '../kinds.ts';
import { clockOf } from './cuttings.ts';
import { lanesOf } from './columns.ts';
import type { Lane } from './lanes.ts';
import type { CompareTest, Entity, MembershipTest, Order, Test } from '../plan.ts';

const NUMERIC: ReadonlySet<Kind> = new Set(['int', 'bool', 'ip4', 'dur', 'mac']);
/** Constants and fields below this can be added up without loss. */
const MAX_EXACT = 2 ** 48;
/** What a field may be multiplied with without loss. */
const MAX_FACTOR = 2 ** 15;

/** A fast function for a test of rows, or undefined where it must be evaluated in general. */
export function shortcutOf(capture: Capture, test: Test): Predicate<number> | undefined {
  switch (test.kind) {
    case 'exists': {
      const { of } = test;
      const lanes = of.kind === 'field' && isWhole(of) ? lanesOf(capture, of.request.field.name) : undefined;
      return lanes && some(lanes, (lane) => (row) => !Number.isNaN(lane(row)));
    }
    case 'nonzero': {
      const lanes = numeric(test.of.type.kind) ? lanesOfEntity(capture, test.of) : undefined;
      return lanes && some(lanes, (lane) => (row) => Math.abs(lane(row)) > 0);
    }
    case 'compare':
      return ip6Test(capture, test) ?? clockTest(capture, test) ?? numberTest(capture, test);
    case 'in':
      return setTest(capture, test);
    default:
      return undefined;
  }
}

function numeric(kind: Kind): boolean {
  return NUMERIC.has(kind);
}

/** A field with all its layers and as it is. */
function isWhole(entity: Entity & { kind: 'field' }): boolean {
  return !entity.request.layers && !entity.request.isRaw;
}

function some(lanes: readonly Lane[], make: (lane: Lane) => Predicate<number>): Predicate<number> {
  const [one, other, ...rest] = lanes.map(make);
  if (!one) return () => false;
  if (!other) return one;
  if (rest.length === 0) return (row) => one(row) || other(row);
  return (row) => one(row) || other(row) || rest.some((test) => test(row));
}

/** The numbers of an operand; undefined where they are not all in columns, or might lose digits. */
function lanesOfEntity(capture: Capture, entity: Entity): readonly Lane[] | undefined {
  switch (entity.kind) {
    case 'field':
      return isWhole(entity) ? lanesOf(capture, entity.request.field.name) : undefined;
    case 'constant': {
      const value = numberOf(entity);
      return value === undefined ? undefined : [() => value];
    }
    case 'minus': {
      const lanes = lanesOfEntity(capture, entity.of);
      return lanes?.map((lane) => (row) => 0 - lane(row));
    }
    case 'arithmetic':
      return arithmeticLanes(capture, entity);
    default:
      return undefined;
  }
}

/** A constant as a number, a hardware address as its 48 bits. */
function numberOf(entity: Entity): number | undefined {
  if (entity.kind !== 'constant') return undefined;
  const { value } = entity;
  if (typeof value === 'number') return Math.abs(value) < MAX_EXACT ? value : undefined;
  if (!(value instanceof Uint8Array) || entity.type.kind !== 'mac' || value.length !== 6) return undefined;
  return value.reduce((sum, byte) => sum * 256 + byte, 0);
}

function arithmeticLanes(
  capture: Capture,
  entity: Entity & { kind: 'arithmetic' },
): readonly Lane[] | undefined {
  const { sign, left, right } = entity;
  const [a, b] = [left.type.kind, right.type.kind];
  if (a !== b || a === 'mac' || !numeric(a)) return undefined;
  const factor = sign === '*' ? (numberOf(left) ?? numberOf(right)) : 0;
  if (factor === undefined || Math.abs(factor) > MAX_FACTOR) return undefined;
  if (sign === '*' && left.kind !== 'field' && right.kind !== 'field') return undefined;
  const [ones, others] = [lanesOfEntity(capture, left), lanesOfEntity(capture, right)];
  return ones && others && ones.flatMap((one) => others.map((other) => calculated(sign, one, other)));
}

function calculated(sign: string, one: Lane, other: Lane): Lane {
  switch (sign) {
    case '+':
      return (row) => one(row) + other(row);
    case '-':
      return (row) => one(row) - other(row);
    case '*':
      return (row) => one(row) * other(row);
    case '/':
      return (row) => {
        const divisor = other(row);
        return divisor === 0 ? NaN : Math.trunc(one(row) / divisor);
      };
    case '%':
      return (row) => one(row) % other(row);
    default:
      return (row) => masked(one(row), other(row));
  }
}

/** Bitwise and beyond 32 bits, too; NaN stays NaN. */
function masked(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return NaN;
  if (a >= 0 && b >= 0 && a <= 0xffff_ffff && b <= 0xffff_ffff) return (a & b) >>> 0;
  return Number(BigInt(a) & BigInt(b));
}

function numberTest(capture: Capture, test: CompareTest): Predicate<number> | undefined {
  const { left, right, order, isAll } = test;
  const [a, b] = [left.type.kind, right.type.kind];
  if (!numeric(a) || !numeric(b) || (a === 'mac') !== (b === 'mac')) return undefined;
  const bits =
    (right.kind === 'constant' ? right.bits : undefined) ??
    (left.kind === 'constant' ? left.bits : undefined);
  const under = (lanes: readonly Lane[] | undefined): readonly Lane[] | undefined => {
    if (bits === undefined) return lanes;
    const mask = bits === 0 ? 0 : (-1 << (32 - bits)) >>> 0;
    return lanes?.map((lane) => (row) => {
      const value = lane(row);
      return Number.isNaN(value) ? NaN : (value & mask) >>> 0;
    });
  };
  const [ones, others] = [under(lanesOfEntity(capture, left)), under(lanesOfEntity(capture, right))];
  if (!ones || !others) return undefined;
  const constant = right.kind === 'constant' ? others[0]!(0) : undefined;
  if (ones.length === 1 && constant !== undefined) return againstConstant(order, ones[0]!, constant);
  if (!isAll) {
    const single =
      constant === undefined ? undefined : (lane: Lane) => againstConstant(order, lane, constant);
    if (single) return some(ones, single);
    return some(ones, (one) => some(others, (other) => between(order, one, other)));
  }
  const tests = ones.flatMap((one) => others.map((other) => between(order, one, other)));
  return (row) => {
    let isThere = false;
    let at = 0;
    for (const one of ones) {
      for (const other of others) {
        const isPair = !Number.isNaN(one(row)) && !Number.isNaN(other(row));
        if (isPair && !tests[at]!(row)) return false;
        isThere ||= isPair;
        at++;
      }
    }
    return isThere;
  };
}

function againstConstant(order: Order, lane: Lane, c: number): Predicate<number> {
  switch (order) {
    case '==':
      return (row) => lane(row) === c;
    case '!=':
      return (row) => {
        const value = lane(row);
        return !Number.isNaN(value) && value !== c;
      };
    case '<':
      return (row) => lane(row) < c;
    case '<=':
      return (row) => lane(row) <= c;
    case '>':
      return (row) => lane(row) > c;
    default:
      return (row) => lane(row) >= c;
  }
}

function between(order: Order, one: Lane, other: Lane): Predicate<number> {
  switch (order) {
    case '==':
      return (row) => one(row) === other(row);
    case '!=':
      return (row) => {
        const [a, b] = [one(row), other(row)];
        return a !== b && !Number.isNaN(a) && !Number.isNaN(b);
      };
    case '<':
      return (row) => one(row) < other(row);
    case '<=':
      return (row) => one(row) <= other(row);
    case '>':
      return (row) => one(row) > other(row);
    default:
      return (row) => one(row) >= other(row);
  }
}

/** Times, which a double cannot hold to the nanosecond. */
function clockTest(capture: Capture, test: CompareTest): Predicate<number> | undefined {
  const { left, right, order } = test;
  if (left.kind !== 'field' || !isWhole(left) || right.kind !== 'constant') return undefined;
  const clock = clockOf(capture, left.request.field.name);
  const { value } = right;
  if (!clock || (typeof value !== 'bigint' && typeof value !== 'number')) return undefined;
  const whole = BigInt(value);
  const part = ((whole % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
  const [seconds, nanos] = [Number((whole - part) / 1_000_000_000n), Number(part)];
  // The difference's sign is all that is asked for.
  const difference: Lane = (row) => clock.seconds(row) - seconds || clock.nanos(row) - nanos;
  return againstConstant(order, difference, 0);
}

const IP6_AT: Record<string, readonly number[]> = { 'ipv6.src': [8], 'ipv6.dst': [24], 'ipv6.addr': [8, 24] };

/** An IPv6 address or network, compared where it lies. */
function ip6Test(capture: Capture, test: CompareTest): Predicate<number> | undefined {
  const { left, right, order, isAll } = test;
  if (left.kind !== 'field' || !isWhole(left) || right.kind !== 'constant') return undefined;
  const places = IP6_AT[left.request.field.name];
  const { value, bits = 128 } = right;
  if (!places || !(value instanceof Uint8Array) || (order !== '==' && order !== '!=')) return undefined;
  const { bytes, table } = capture;
  const { shape, offset, network } = table;
  const whole = bits >>> 3;
  const mask = (0xff00 >>> (bits & 7)) & 0xff;
  const wanted = order === '==';
  const has = (start: number): boolean => {
    for (let i = 0; i < whole; i++) if (bytes[start + i] !== value[i]) return !wanted;
    return (mask === 0 || ((bytes[start + whole]! ^ value[whole]!) & mask) === 0) === wanted;
  };
  return (row) => {
    if (!(shape[row]! & SHAPE.ip6)) return false;
    const start = offset[row]! + network[row]!;
    for (const at of places) if (has(start + at) !== isAll) return !isAll;
    return isAll;
  };
}

/** Membership where every element is a constant. */
function setTest(capture: Capture, test: MembershipTest): Predicate<number> | undefined {
  const { left, elements, isAll } = test;
  if (!numeric(left.type.kind)) return undefined;
  const lanes = lanesOfEntity(capture, left);
  const singles = new Set<number>();
  const ranges: [low: number, high: number][] = [];
  for (const { low, high } of elements) {
    const from = numberOf(low);
    const to = high && numberOf(high);
    const isNetwork = low.kind === 'constant' && low.bits !== undefined;
    if (from === undefined || (high && to === undefined) || isNetwork) return undefined;
    if (to === undefined) singles.add(from);
    else ranges.push([from, to]);
  }
  if (!lanes) return undefined;
  const isIn = (value: number): boolean => {
    if (singles.has(value)) return true;
    for (const [low, high] of ranges) if (value >= low && value <= high) return true;
    return false;
  };
  if (!isAll) return some(lanes, (lane) => (row) => isIn(lane(row)));
  return (row) => {
    let isThere = false;
    for (const lane of lanes) {
      const value = lane(row);
      if (Number.isNaN(value)) continue;
      if (!isIn(value)) return false;
      isThere = true;
    }
    return isThere;
  };
}
