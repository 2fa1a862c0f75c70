/** From plan to function: whether a record matches a test, whatever kind of record it is. */
import type { FieldReader, FieldRequest } from './field-table.ts';
import type { Scalar } from './kinds.ts';
import type { CompareTest, Entity, MembershipTest, Order, Test } from './plan.ts';
import { requestsOf } from './plan.ts';
import { calculate, contains, masked, octets, order, slice } from './scalars.ts';

/** Whether a record matches. */
export type Predicate<R> = (record: R) => boolean;

/** All values of an operand in a record. */
type Values<R> = (record: R) => readonly Scalar[];

/** How a plan is turned into a function. */
export interface Evaluation<R> {
  readonly reader: FieldReader<R>;
  /** Values of a field in the record that `${field}` speaks of. */
  readonly reference?: ((request: FieldRequest) => readonly Scalar[]) | undefined;
  /** A faster function for a test, if the caller has one. */
  readonly shortcut?: ((test: Test) => Predicate<R> | undefined) | undefined;
}

/** The function of a test. */
export function predicateOf<R>(test: Test, evaluation: Evaluation<R>): Predicate<R> {
  const quick = evaluation.shortcut?.(test);
  if (quick) return quick;
  switch (test.kind) {
    case 'and':
    case 'or':
    case 'xor':
      return logic(test.kind, test.parts, evaluation);
    case 'not': {
      const of = predicateOf(test.of, evaluation);
      return (record) => !of(record);
    }
    case 'exists': {
      const values = valuesOf(test.of, evaluation);
      return (record) => values(record).length > 0;
    }
    case 'nonzero': {
      const values = valuesOf(test.of, evaluation);
      return (record) => values(record).some(isNonzero);
    }
    case 'compare':
      return comparison(test, evaluation);
    case 'contains': {
      const right = valuesOf(test.right, evaluation);
      return pairs(valuesOf(test.left, evaluation), right, test.isAll, contains);
    }
    case 'matches': {
      const values = valuesOf(test.left, evaluation);
      const { pattern, isAll } = test;
      const fits = (value: Scalar): boolean =>
        pattern.test(typeof value === 'string' ? value : (octets(value) ?? String(value)));
      return isAll
        ? (record) => {
            const all = values(record);
            return all.length > 0 && all.every(fits);
          }
        : (record) => values(record).some(fits);
    }
    default:
      return membership(test, evaluation);
  }
}

/** Cheap tests go first; that changes no result, since no test has side effects. */
function logic<R>(
  kind: 'and' | 'or' | 'xor',
  parts: readonly Test[],
  evaluation: Evaluation<R>,
): Predicate<R> {
  const ranked = parts.map((part) => ({ part, cost: costOf(part, evaluation) }));
  const tests = ranked.toSorted((a, b) => a.cost - b.cost).map(({ part }) => predicateOf(part, evaluation));
  const [first, second] = tests as [Predicate<R>, Predicate<R>];
  if (kind === 'xor') return (record) => tests.reduce((is, test) => is !== test(record), false);
  if (tests.length === 2) {
    return kind === 'and'
      ? (record) => first(record) && second(record)
      : (record) => first(record) || second(record);
  }
  const isAnd = kind === 'and';
  return (record) => {
    for (const test of tests) if (test(record) !== isAnd) return !isAnd;
    return isAnd;
  };
}

function costOf<R>(test: Test, evaluation: Evaluation<R>): number {
  let cost = 0;
  for (const request of requestsOf(test)) cost = Math.max(cost, evaluation.reader.cost?.(request) ?? 1);
  return cost;
}

function isNonzero(value: Scalar): boolean {
  return value instanceof Uint8Array ? value.some((byte) => byte !== 0) : Boolean(value);
}

/** The function that compares two values. */
function orderTest(sign: Order): (a: Scalar, b: Scalar) => boolean {
  switch (sign) {
    case '==':
      return (a, b) => order(a, b) === 0;
    case '!=':
      return (a, b) => order(a, b) !== 0;
    case '<':
      return (a, b) => order(a, b) < 0;
    case '<=':
      return (a, b) => order(a, b) <= 0;
    case '>':
      return (a, b) => order(a, b) > 0;
    default:
      return (a, b) => order(a, b) >= 0;
  }
}

function comparison<R>(test: CompareTest, evaluation: Evaluation<R>): Predicate<R> {
  const { left, right, isAll } = test;
  const fits = orderTest(test.order);
  // A network literal compares under its mask, on either side.
  const bits = bitsOf(right) ?? bitsOf(left);
  const under = bits === undefined ? fits : (a: Scalar, b: Scalar) => fits(masked(a, bits), masked(b, bits));
  return pairs(valuesOf(left, evaluation), valuesOf(right, evaluation), isAll, under);
}

function bitsOf(entity: Entity): number | undefined {
  return entity.kind === 'constant' ? entity.bits : undefined;
}

/** Whether one pair of values passes, or all pass and there is at least one. */
function pairs<R>(
  left: Values<R>,
  right: Values<R>,
  isAll: boolean,
  fits: (a: Scalar, b: Scalar) => boolean,
): Predicate<R> {
  return (record) => {
    const a = left(record);
    if (a.length === 0) return false;
    const b = right(record);
    if (b.length === 0) return false;
    for (const one of a) for (const other of b) if (fits(one, other) !== isAll) return !isAll;
    return isAll;
  };
}

function membership<R>(test: MembershipTest, evaluation: Evaluation<R>): Predicate<R> {
  const values = valuesOf(test.left, evaluation);
  const elements = test.elements.map(({ low, high }) => ({
    low: valuesOf(low, evaluation),
    high: high && valuesOf(high, evaluation),
    bits: bitsOf(low),
  }));
  return (record) => {
    const all = values(record);
    if (all.length === 0) return false;
    const isIn = (value: Scalar): boolean =>
      elements.some(({ low, high, bits }) => {
        if (!high) {
          return bits === undefined
            ? low(record).some((one) => order(value, one) === 0)
            : low(record).some((one) => order(masked(value, bits), masked(one, bits)) === 0);
        }
        return (
          low(record).some((one) => order(value, one) >= 0) &&
          high(record).some((one) => order(value, one) <= 0)
        );
      });
    return test.isAll ? all.every(isIn) : all.some(isIn);
  };
}

function valuesOf<R>(entity: Entity, evaluation: Evaluation<R>): Values<R> {
  switch (entity.kind) {
    case 'field':
      return evaluation.reader.read(entity.request);
    case 'reference': {
      const values = evaluation.reference?.(entity.request) ?? [];
      return () => values;
    }
    case 'constant': {
      const values = [entity.value];
      return () => values;
    }
    case 'slice': {
      const of = valuesOf(entity.of, evaluation);
      return (record) => kept(of(record), (value) => slice(value, entity.ranges));
    }
    case 'call': {
      const list = entity.arguments.map((argument) => valuesOf(argument, evaluation));
      const types = entity.arguments.map(({ type }) => type);
      const { called } = entity;
      return (record) =>
        called.run(
          list.map((values) => values(record)),
          types,
        );
    }
    case 'minus': {
      const of = valuesOf(entity.of, evaluation);
      return (record) =>
        of(record).map((value) => (typeof value === 'number' ? 0 - value : -(value as bigint)));
    }
    default: {
      const left = valuesOf(entity.left, evaluation);
      const right = valuesOf(entity.right, evaluation);
      const { kind } = entity.type;
      const isScaled = kind === 'dur' && (entity.sign === '*' || entity.sign === '/');
      return (record) =>
        left(record).flatMap((a) =>
          kept(right(record), (b) => {
            const result = calculate(entity.sign, a, b, isScaled || kind === 'float');
            return isScaled && typeof result === 'number' ? Math.round(result) : result;
          }),
        );
    }
  }
}

function kept(values: readonly Scalar[], change: (value: Scalar) => Scalar | undefined): Scalar[] {
  const results: Scalar[] = [];
  for (const value of values) {
    const result = change(value);
    if (result !== undefined) results.push(result);
  }
  return results;
}
