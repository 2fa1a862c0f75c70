/** Tests on numbers in columns, as functions that create no object and no array per row; for plain rows only. */
import type { Capture } from '../../core/capture.ts';
import { TRAITS } from '../../table/table.ts';
import type { Predicate } from '../evaluate.ts';
import type { Kind } from '../kinds.ts';
import { clockOf } from './byte-columns.ts';
import { numberColumnsOf } from './columns.ts';
import type { NumberColumn } from './number-columns.ts';
import type { CompareTest, Entity, MembershipTest, Order, Test } from '../plan.ts';

const NUMERIC: ReadonlySet<Kind> = new Set(['int', 'bool', 'ip4', 'dur', 'mac']);
/** Constants and fields below this can be added without loss. */
const MAX_EXACT = 2 ** 48;
/** The largest factor for a field without loss. */
const MAX_FACTOR = 2 ** 15;

/** A fast function for a test of rows, or undefined if it needs the general evaluation. */
export function shortcutOf(capture: Capture, test: Test): Predicate<number> | undefined {
  switch (test.kind) {
    case 'exists': {
      const { of } = test;
      const columns =
        of.kind === 'field' && isWhole(of) ? numberColumnsOf(capture, of.request.field.name) : undefined;
      return columns && some(columns, (column) => (row) => !Number.isNaN(column(row)));
    }
    case 'nonzero': {
      const columns = numeric(test.of.type.kind) ? columnsOfEntity(capture, test.of) : undefined;
      return columns && some(columns, (column) => (row) => Math.abs(column(row)) > 0);
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

/** A field with all its layers, not raw. */
function isWhole(entity: Entity & { kind: 'field' }): boolean {
  return !entity.request.layers && !entity.request.isRaw;
}

function some(
  columns: readonly NumberColumn[],
  make: (column: NumberColumn) => Predicate<number>,
): Predicate<number> {
  const [one, other, ...rest] = columns.map(make);
  if (!one) return () => false;
  if (!other) return one;
  if (rest.length === 0) return (row) => one(row) || other(row);
  return (row) => one(row) || other(row) || rest.some((test) => test(row));
}

/** The numbers of an operand; undefined if not all are in columns, or digits might be lost. */
function columnsOfEntity(capture: Capture, entity: Entity): readonly NumberColumn[] | undefined {
  switch (entity.kind) {
    case 'field':
      return isWhole(entity) ? numberColumnsOf(capture, entity.request.field.name) : undefined;
    case 'constant': {
      const value = numberOf(entity);
      return value === undefined ? undefined : [() => value];
    }
    case 'minus': {
      const columns = columnsOfEntity(capture, entity.of);
      return columns?.map((column) => (row) => 0 - column(row));
    }
    case 'arithmetic':
      return arithmeticColumns(capture, entity);
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

function arithmeticColumns(
  capture: Capture,
  entity: Entity & { kind: 'arithmetic' },
): readonly NumberColumn[] | undefined {
  const { sign, left, right } = entity;
  const [a, b] = [left.type.kind, right.type.kind];
  if (a !== b || a === 'mac' || !numeric(a)) return undefined;
  const factor = sign === '*' ? (numberOf(left) ?? numberOf(right)) : 0;
  if (factor === undefined || Math.abs(factor) > MAX_FACTOR) return undefined;
  if (sign === '*' && left.kind !== 'field' && right.kind !== 'field') return undefined;
  const [ones, others] = [columnsOfEntity(capture, left), columnsOfEntity(capture, right)];
  return ones && others && ones.flatMap((one) => others.map((other) => calculated(sign, one, other)));
}

function calculated(sign: string, one: NumberColumn, other: NumberColumn): NumberColumn {
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

/** Bitwise AND, also beyond 32 bits; NaN stays NaN. */
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
  const under = (columns: readonly NumberColumn[] | undefined): readonly NumberColumn[] | undefined => {
    if (bits === undefined) return columns;
    const mask = bits === 0 ? 0 : (-1 << (32 - bits)) >>> 0;
    return columns?.map((column) => (row) => {
      const value = column(row);
      return Number.isNaN(value) ? NaN : (value & mask) >>> 0;
    });
  };
  const [ones, others] = [under(columnsOfEntity(capture, left)), under(columnsOfEntity(capture, right))];
  if (!ones || !others) return undefined;
  const constant = right.kind === 'constant' ? others[0]!(0) : undefined;
  if (ones.length === 1 && constant !== undefined) return againstConstant(order, ones[0]!, constant);
  if (!isAll) {
    const single =
      constant === undefined ? undefined : (column: NumberColumn) => againstConstant(order, column, constant);
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

function againstConstant(order: Order, column: NumberColumn, c: number): Predicate<number> {
  switch (order) {
    case '==':
      return (row) => column(row) === c;
    case '!=':
      return (row) => {
        const value = column(row);
        return !Number.isNaN(value) && value !== c;
      };
    case '<':
      return (row) => column(row) < c;
    case '<=':
      return (row) => column(row) <= c;
    case '>':
      return (row) => column(row) > c;
    default:
      return (row) => column(row) >= c;
  }
}

function between(order: Order, one: NumberColumn, other: NumberColumn): Predicate<number> {
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
  // Only the sign of the difference is needed.
  const difference: NumberColumn = (row) => clock.seconds(row) - seconds || clock.nanos(row) - nanos;
  return againstConstant(order, difference, 0);
}

const IP6_AT: Record<string, readonly number[]> = { 'ipv6.src': [8], 'ipv6.dst': [24], 'ipv6.addr': [8, 24] };

/** An IPv6 address or network, compared in place. */
function ip6Test(capture: Capture, test: CompareTest): Predicate<number> | undefined {
  const { left, right, order, isAll } = test;
  if (left.kind !== 'field' || !isWhole(left) || right.kind !== 'constant') return undefined;
  const places = IP6_AT[left.request.field.name];
  const { value, bits = 128 } = right;
  if (!places || !(value instanceof Uint8Array) || (order !== '==' && order !== '!=')) return undefined;
  const { bytes, table } = capture;
  const { traits, offset, network } = table;
  const whole = bits >>> 3;
  const mask = (0xff00 >>> (bits & 7)) & 0xff;
  const wanted = order === '==';
  const has = (start: number): boolean => {
    for (let i = 0; i < whole; i++) if (bytes[start + i] !== value[i]) return !wanted;
    return (mask === 0 || ((bytes[start + whole]! ^ value[whole]!) & mask) === 0) === wanted;
  };
  return (row) => {
    if (!(traits[row]! & TRAITS.ip6)) return false;
    const start = offset[row]! + network[row]!;
    for (const at of places) if (has(start + at) !== isAll) return !isAll;
    return isAll;
  };
}

/** Membership where every element is a constant. */
function setTest(capture: Capture, test: MembershipTest): Predicate<number> | undefined {
  const { left, elements, isAll } = test;
  if (!numeric(left.type.kind)) return undefined;
  const columns = columnsOfEntity(capture, left);
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
  if (!columns) return undefined;
  const isIn = (value: number): boolean => {
    if (singles.has(value)) return true;
    for (const [low, high] of ranges) if (value >= low && value <= high) return true;
    return false;
  };
  if (!isAll) return some(columns, (column) => (row) => isIn(column(row)));
  return (row) => {
    let isThere = false;
    for (const column of columns) {
      const value = column(row);
      if (Number.isNaN(value)) continue;
      if (!isIn(value)) return false;
      isThere = true;
    }
    return isThere;
  };
}
