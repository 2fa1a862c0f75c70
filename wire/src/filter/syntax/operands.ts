/** From text to tree: arithmetic, fields, slices, layers, calls and literals. */
import { Refusal } from '../filter-error.ts';
import type { Token } from './lexer.ts';
import type { ArithmeticSign, Operand, Range } from './syntax.ts';
import type { TokenReader } from './token-reader.ts';

/** Words that cannot be operands. */
const KEYWORDS = new Set(
  `and or not eq ne gt ge lt le any_eq all_eq any_ne all_ne contains matches in any all bitwise_and`.split(
    ' ',
  ),
);
/** Maximum length of a chain of arithmetic, since its tree is as deep as it is long. */
const MAX_CHAIN = 500;

/** An arithmetic expression: `&` binds least, then `+ -`, then `* / %`, then the sign. */
export function parseSum(reader: TokenReader): Operand {
  const ands = reader.version === '4.0' ? ['&', 'bitwise_and'] : ['&', 'bitwise_and', 'bitand'];
  return leftToRight(reader, ands, () => '&', parsePlus);
}

function parsePlus(reader: TokenReader): Operand {
  return leftToRight(reader, ['+', '-'], signOf, parseTimes);
}

function parseTimes(reader: TokenReader): Operand {
  return leftToRight(reader, ['*', '/', '%'], signOf, parseMinus);
}

function signOf(token: Token): ArithmeticSign {
  return token.text as ArithmeticSign;
}

function leftToRight(
  reader: TokenReader,
  tokens: string[],
  sign: (token: Token) => ArithmeticSign,
  part: (reader: TokenReader) => Operand,
): Operand {
  let left = part(reader);
  let count = 0;
  for (let token = reader.accept(...tokens); token; token = reader.accept(...tokens)) {
    if (++count > MAX_CHAIN) throw new Refusal('There is too much arithmetic in a row.', token);
    const right = part(reader);
    left = { kind: 'arithmetic', sign: sign(token), left, right, from: left.from, to: reader.end };
  }
  return left;
}

function parseMinus(reader: TokenReader): Operand {
  const { from } = reader.next;
  let count = 0;
  for (;;) {
    if (reader.accept('-')) count++;
    else if (!reader.accept('+')) break;
  }
  const of = reader.sees('{') ? parseGroup(reader) : parseOperand(reader);
  return count % 2 === 0 ? of : { kind: 'minus', of, from, to: reader.end };
}

function parseGroup(reader: TokenReader): Operand {
  reader.expect('{');
  const of = reader.inside(() => parseSum(reader));
  reader.expect('}');
  return of;
}

/** A literal, field or call, with what follows it: slices and a layer. */
export function parseOperand(reader: TokenReader): Operand {
  const { from } = reader.next;
  let operand: Operand;
  if (reader.version !== '4.0' && reader.accept('@')) {
    const of = withLayer(reader, parseAtom(reader));
    operand = { kind: 'raw', of, from, to: reader.end };
  } else if (reader.accept('$')) {
    const isBraced = reader.accept('{') !== undefined;
    const of = withLayer(reader, parseAtom(reader));
    if (isBraced) reader.expect('}');
    operand = { kind: 'reference', of, from, to: reader.end };
  } else operand = withLayer(reader, parseAtom(reader));
  for (let count = 0; reader.sees('['); count++) {
    if (count > MAX_CHAIN) throw new Refusal('There are too many slices in a row.', reader.next);
    const ranges = parseRanges(reader, 0);
    operand = { kind: 'slice', of: operand, ranges, from, to: reader.end };
  }
  return operand;
}

function parseAtom(reader: TokenReader): Operand {
  const token = reader.next;
  const isKeyword =
    token.kind === 'word' &&
    (KEYWORDS.has(token.text) || (reader.version !== '4.0' && /^(xor|bitand)$/.test(token.text)));
  if (isKeyword || token.kind === 'operator' || token.kind === 'bad' || token.kind === 'end') {
    reader.unexpected();
  }
  const { from, to, text, value, kind } = reader.take();
  if (kind !== 'word') return { kind: kind as 'string' | 'char', text, value, from, to };
  return reader.sees('(') ? parseCall(reader, { kind, text, from, to }) : { kind, text, from, to };
}

function parseCall(reader: TokenReader, name: Operand & { kind: 'word' }): Operand {
  reader.expect('(');
  const list: Operand[] = [];
  if (!reader.sees(')')) {
    do list.push(reader.inside(() => parseSum(reader)));
    while (reader.accept(','));
  }
  reader.expect(')');
  const nameSpan = { from: name.from, to: name.to };
  return { kind: 'call', name: name.text, nameSpan, arguments: list, from: name.from, to: reader.end };
}

function withLayer(reader: TokenReader, of: Operand): Operand {
  if (!reader.accept('#')) return of;
  if (reader.sees('[')) {
    return { kind: 'layer', of, layers: parseRanges(reader, 1), from: of.from, to: reader.end };
  }
  const from = numberOf(reader);
  return { kind: 'layer', of, layers: [rangeOf(from, from + 1, reader)], from: of.from, to: reader.end };
}

/** `[i:length]`, `[i-j]`, `[i]`, `[:length]`, `[i:]`, several with commas; `first` is the number of the first position. */
function parseRanges(reader: TokenReader, first: number): Range[] {
  reader.expect('[');
  const ranges: Range[] = [];
  do ranges.push(parseRange(reader, first));
  while (reader.accept(','));
  reader.expect(']');
  return ranges;
}

function parseRange(reader: TokenReader, first: number): Range {
  const start = reader.next;
  const from = reader.sees(':') ? first : signedNumberOf(reader);
  if (reader.accept(':')) {
    if (reader.sees(']', ',')) return { from, to: undefined };
    const length = numberOf(reader);
    if (length <= 0) {
      const span = { from: start.from, to: reader.end };
      throw new Refusal(`Range ${from}:${length} isn't valid because length ${length} isn't positive.`, span);
    }
    return rangeOf(from, from + length, reader);
  }
  if (reader.accept('-')) {
    const last = signedNumberOf(reader);
    if (last < from && last < 0 === from < 0) {
      const span = { from: start.from, to: reader.end };
      throw new Refusal(`Range ${from}-${last} isn't valid because ${from} is greater than ${last}.`, span);
    }
    if (last < 0) return { from, to: last === -1 ? undefined : last + 1 };
    return rangeOf(from, last + 1, reader);
  }
  return rangeOf(from, from + 1, reader);
}

/** Up to the end, if counting from the end leads there. */
function rangeOf(from: number, to: number, reader: TokenReader): Range {
  if (from < 0 && to > 0) {
    const message = `Range ${from}:${to - from} isn't valid because it extends beyond the end.`;
    throw new Refusal(message, { from: reader.end - 1, to: reader.end });
  }
  return { from, to: from < 0 && to === 0 ? undefined : to };
}

function signedNumberOf(reader: TokenReader): number {
  const isNegative = reader.accept('-') !== undefined;
  const number = numberOf(reader);
  return isNegative ? -number : number;
}

function numberOf(reader: TokenReader): number {
  const { kind, text } = reader.next;
  const isNumber = kind === 'word' && /^(0x[0-9A-Fa-f]{1,8}|\d{1,9})$/.test(text);
  if (!isNumber) reader.unexpected();
  reader.take();
  return Number(text);
}
