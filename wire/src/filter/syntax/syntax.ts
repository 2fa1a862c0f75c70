/** The tree of a filter as written, before its fields are looked up. */
import type { Span } from '../filter-error.ts';

/** Comparisons by their sign. */
export type CompareSign = '==' | '!=' | '===' | '!==' | '<' | '<=' | '>' | '>=';

/** Arithmetic by its sign. */
export type ArithmeticSign = '+' | '-' | '*' | '/' | '%' | '&';

/** Positions `from` to before `to`, counted from 0, from the end where negative; `to` undefined means up to the end. */
export interface Range {
  readonly from: number;
  readonly to: number | undefined;
}

/** An operand. */
export type Operand = Span &
  (
    | { readonly kind: 'word'; readonly text: string }
    | { readonly kind: 'string'; readonly text: string; readonly value: string }
    | { readonly kind: 'char'; readonly text: string; readonly value: string }
    | { readonly kind: 'layer'; readonly of: Operand; readonly layers: readonly Range[] }
    | { readonly kind: 'raw'; readonly of: Operand }
    | { readonly kind: 'reference'; readonly of: Operand }
    | { readonly kind: 'slice'; readonly of: Operand; readonly ranges: readonly Range[] }
    | {
        readonly kind: 'call';
        readonly name: string;
        readonly nameSpan: Span;
        readonly arguments: readonly Operand[];
      }
    | {
        readonly kind: 'arithmetic';
        readonly sign: ArithmeticSign;
        readonly left: Operand;
        readonly right: Operand;
      }
    | { readonly kind: 'minus'; readonly of: Operand }
  );

/** One element of a set. */
export type SetElement = { readonly low: Operand; readonly high: Operand | undefined };

/** A relation's prefix. */
export type Quantifier = 'any' | 'all' | undefined;

/** A condition, which is true or false for a record. */
export type Condition = Span &
  (
    | { readonly kind: 'and' | 'or' | 'xor'; readonly parts: readonly Condition[] }
    | { readonly kind: 'not'; readonly of: Condition }
    | { readonly kind: 'test'; readonly of: Operand }
    | {
        readonly kind: 'compare';
        readonly quantifier: Quantifier;
        /** One more operand than signs: `1 < x <= 5`. */
        readonly operands: readonly Operand[];
        readonly signs: readonly { readonly sign: CompareSign; readonly span: Span }[];
      }
    | {
        readonly kind: 'contains';
        readonly quantifier: Quantifier;
        readonly left: Operand;
        readonly right: Operand;
      }
    | {
        readonly kind: 'matches';
        readonly quantifier: Quantifier;
        readonly left: Operand;
        readonly right: Operand;
      }
    | {
        readonly kind: 'in';
        readonly quantifier: Quantifier;
        readonly left: Operand;
        readonly elements: readonly SetElement[];
      }
  );
