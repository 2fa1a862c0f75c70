/** From text to tree: logic and relations. */
import { tokensOf } from './lexer.ts';
import { parseOperand, parseSum } from './operands.ts';
import type { CompareSign, Condition, Operand, Quantifier, SetElement } from './syntax.ts';
import { TokenReader } from './token-reader.ts';
import type { FilterVersion } from '../version.ts';

const SIGNS: Record<string, CompareSign> = {
  '==': '==',
  eq: '==',
  any_eq: '==',
  '!=': '!=',
  ne: '!=',
  all_ne: '!=',
  '===': '===',
  all_eq: '===',
  '!==': '!==',
  any_ne: '!==',
  '~=': '!==',
  '>': '>',
  gt: '>',
  '>=': '>=',
  ge: '>=',
  '<': '<',
  lt: '<',
  '<=': '<=',
  le: '<=',
};
const SIGN_TOKENS = Object.keys(SIGNS);

/**
 * The tree of a filter; undefined for an empty one.
 * @throws {Refusal} when the text is not a filter
 */
export function parseFilter(text: string, version: FilterVersion): Condition | undefined {
  const reader = new TokenReader(text, tokensOf(text), version);
  if (reader.isAtEnd) return undefined;
  const condition = parseOr(reader);
  if (!reader.isAtEnd) reader.unexpected();
  return condition;
}

function parseOr(reader: TokenReader): Condition {
  return chain(reader, 'or', ['||', 'or'], parseXor);
}

function parseXor(reader: TokenReader): Condition {
  return reader.version === '4.0' ? parseAnd(reader) : chain(reader, 'xor', ['^^', 'xor'], parseAnd);
}

function parseAnd(reader: TokenReader): Condition {
  return chain(reader, 'and', ['&&', 'and'], parseNot);
}

function chain(
  reader: TokenReader,
  kind: 'and' | 'or' | 'xor',
  tokens: string[],
  part: (reader: TokenReader) => Condition,
): Condition {
  const parts = [part(reader)];
  while (reader.accept(...tokens)) parts.push(part(reader));
  return parts.length === 1 ? parts[0]! : { kind, parts, from: parts[0]!.from, to: reader.end };
}

function parseNot(reader: TokenReader): Condition {
  const { from } = reader.next;
  let count = 0;
  while (reader.accept('!', 'not')) count++;
  const of = parsePrimary(reader);
  return count % 2 === 0 ? of : { kind: 'not', of, from, to: reader.end };
}

function parsePrimary(reader: TokenReader): Condition {
  const { from } = reader.next;
  if (reader.accept('(')) {
    const condition = reader.inside(() => parseOr(reader));
    reader.expect(')');
    if (reader.sees(...SIGN_TOKENS, '&', '+', '-', '*', '/', '%')) {
      reader.unexpected('Parentheses hold conditions; group arithmetic in braces: {a + b} * 2.');
    }
    return { ...condition, from, to: reader.end };
  }
  // `all` and `any` before anything but a relation are refused, as in Wireshark.
  const quantifier = reader.accept('any', 'all')?.text as Quantifier;
  return parseRelation(reader, quantifier, from);
}

function parseRelation(reader: TokenReader, quantifier: Quantifier, from: number): Condition {
  const left = parseSum(reader);
  if (reader.sees(...SIGN_TOKENS)) {
    const operands: Operand[] = [left];
    const signs = [];
    for (let token = reader.accept(...SIGN_TOKENS); token; token = reader.accept(...SIGN_TOKENS)) {
      signs.push({ sign: SIGNS[token.text]!, span: token });
      operands.push(parseSum(reader));
    }
    return { kind: 'compare', quantifier, operands, signs, from, to: reader.end };
  }
  const isEntity = left.kind !== 'arithmetic' && left.kind !== 'minus';
  if (isEntity || reader.version !== '4.0') {
    const search = reader.accept('contains', 'matches', '~');
    if (search) {
      const kind = search.text === 'contains' ? 'contains' : 'matches';
      const right = parseOperand(reader);
      return { kind, quantifier, left, right, from, to: reader.end };
    }
    const negation = reader.accept('not');
    if (negation || reader.sees('in')) {
      reader.expect('in');
      const elements = parseSet(reader);
      const membership = { kind: 'in', quantifier, left, elements, from, to: reader.end } as const;
      return negation ? { kind: 'not', of: membership, from, to: reader.end } : membership;
    }
  }
  if (quantifier) reader.unexpected();
  return { kind: 'test', of: left, from, to: reader.end };
}

function parseSet(reader: TokenReader): SetElement[] {
  if (!reader.sees('{')) reader.unexpected('Write a set in braces: {80, 443}.');
  reader.take();
  const elements: SetElement[] = [];
  do {
    const low = reader.inside(() => parseSum(reader));
    const high = reader.accept('..') ? reader.inside(() => parseSum(reader)) : undefined;
    elements.push({ low, high });
  } while (reader.accept(','));
  if (!reader.sees('}') && !reader.isAtEnd) {
    reader.unexpected('Separate the elements of a set with commas: {80, 443}.');
  }
  reader.expect('}');
  return elements;
}
