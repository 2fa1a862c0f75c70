/** A checked filter: every operand has a type, every literal is a value. Evaluators work from it. */
import type { Regex } from './regex/regex.ts';
import type { FieldRequest, OperandType } from './field-table.ts';
import type { FilterFunction } from './functions.ts';
import type { Scalar } from './kinds.ts';
import type { ArithmeticSign, Range } from './syntax/syntax.ts';

/** An operand: it has any number of values in a record. */
export type Entity = { readonly type: OperandType } & (
  | { readonly kind: 'field'; readonly request: FieldRequest }
  /** The field's values in the packet that is selected. */
  | { readonly kind: 'reference'; readonly request: FieldRequest }
  /** `bits`: only this many bits count (CIDR). */
  | { readonly kind: 'constant'; readonly value: Scalar; readonly bits?: number }
  | { readonly kind: 'slice'; readonly of: Entity; readonly ranges: readonly Range[] }
  | { readonly kind: 'call'; readonly called: FilterFunction; readonly arguments: readonly Entity[] }
  | {
      readonly kind: 'arithmetic';
      readonly sign: ArithmeticSign;
      readonly left: Entity;
      readonly right: Entity;
    }
  | { readonly kind: 'minus'; readonly of: Entity }
);

/** How two values compare. */
export type Order = '==' | '!=' | '<' | '<=' | '>' | '>=';

/** A test: true or false for a record. With `isAll` every value must pass, otherwise one is enough. */
export type Test =
  | { readonly kind: 'and' | 'or' | 'xor'; readonly parts: readonly Test[] }
  | { readonly kind: 'not'; readonly of: Test }
  | { readonly kind: 'exists' | 'nonzero'; readonly of: Entity }
  | CompareTest
  | { readonly kind: 'contains'; readonly isAll: boolean; readonly left: Entity; readonly right: Entity }
  | { readonly kind: 'matches'; readonly isAll: boolean; readonly left: Entity; readonly pattern: Regex }
  | MembershipTest;

/** A comparison. */
export interface CompareTest {
  readonly kind: 'compare';
  readonly order: Order;
  readonly isAll: boolean;
  readonly left: Entity;
  readonly right: Entity;
}

/** Membership in a set of values and ranges. */
export interface MembershipTest {
  readonly kind: 'in';
  readonly isAll: boolean;
  readonly left: Entity;
  readonly elements: readonly { readonly low: Entity; readonly high: Entity | undefined }[];
}

/** Every field that a test uses. */
export function requestsOf(test: Test): FieldRequest[] {
  switch (test.kind) {
    case 'and':
    case 'or':
    case 'xor':
      return test.parts.flatMap(requestsOf);
    case 'not':
      return requestsOf(test.of);
    case 'exists':
    case 'nonzero':
      return entityRequests(test.of);
    case 'matches':
      return entityRequests(test.left);
    case 'in':
      return [test.left, ...test.elements.flatMap(({ low, high }) => (high ? [low, high] : [low]))].flatMap(
        entityRequests,
      );
    default:
      return [...entityRequests(test.left), ...entityRequests(test.right)];
  }
}

function entityRequests(entity: Entity): FieldRequest[] {
  switch (entity.kind) {
    case 'field':
    case 'reference':
      return [entity.request];
    case 'slice':
    case 'minus':
      return entityRequests(entity.of);
    case 'call':
      return entity.arguments.flatMap(entityRequests);
    case 'arithmetic':
      return [...entityRequests(entity.left), ...entityRequests(entity.right)];
    default:
      return [];
  }
}
