/** Regular expressions: what they match, what is refused, and that none takes too long. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Regex, compileRegex } from './regex.ts';
import { cpuTime } from '../../testing/cpu-time.test.helper.ts';

function regex(source: string, mode: 'text' | 'bytes' = 'text'): Regex {
  const answer = compileRegex(source, mode);
  if (!(answer instanceof Regex)) throw new Error(answer.problem);
  return answer;
}

function problem(source: string): string {
  const answer = compileRegex(source, 'text');
  return answer instanceof Regex ? '' : answer.problem;
}

test.each([
  ['get', 'a GET b', true],
  ['(?-i)get', 'a GET b', false],
  ['(?-i:g)et', 'gET', true],
  ['(?-i:g)et', 'GET', false],
  ['^b', 'ab', false],
  ['(?m)^b', 'a\nb', true],
  ['a$', 'ba', true],
  ['a$', 'ba\n', true],
  ['a$', 'ba\nc', false],
  ['a\\z', 'ba\n', false],
  ['(?m)a$', 'ba\nc', true],
  ['^$', '', true],
  ['^a.c$', 'a\nc', false],
  ['(?s)^a.c$', 'a\nc', true],
  ['\\bcat\\b', 'a cat.', true],
  ['\\bcat\\b', 'concat', false],
  ['\\Bcat', 'concat', true],
  ['^(a|bc)+d{2,3}$', 'abcaddd', true],
  ['^(a|bc)+d{2,3}$', 'abcadddd', false],
  ['^a{3}$', 'aaa', true],
  ['^a{0}$', '', true],
  ['x*', '', true],
  ['^[^a-c]+$', 'xyz', true],
  ['^[^a-c]+$', 'xbz', false],
  ['^[]a]+$', ']a]', true],
  ['^[[:digit:]x-]+$', '1-x', true],
  ['\\d{3}-\\w+\\s\\S', '123-ab c', true],
  ['\\x41\\x{42}\\103\\t', 'abc\t', true],
  ['\\Qa.b\\E+', 'a.bbb', true],
  ['(?<name>a)(?P<other>b)(?:c)(?#remark)', 'abc', true],
  ['a??b*?c+?', 'ac', true],
  ['é', 'É', true],
  ['(?i)STRASSE', 'strasse', true],
  ['a{,3}', 'a{,3}', true],
])('%s on %j', (source, text, isMatch) => {
  expect(regex(source).test(text)).toBe(isMatch);
});

test('bytes are matched as bytes', () => {
  expect(regex('^\xff.\x00$', 'bytes').test(Uint8Array.of(0xff, 1, 0))).toBe(true);
  expect(regex('\\xc3\\xa9', 'bytes').test(new TextEncoder().encode('é'))).toBe(true);
  expect(regex('é', 'bytes').test(Uint8Array.of(0xe9))).toBe(true);
});

test.each([
  ['(a', 'missing closing parenthesis'],
  ['a)', 'unmatched closing parenthesis'],
  ['[a', 'missing terminating ] for character class'],
  ['*a', 'quantifier does not follow a repeatable item'],
  ['a{3,2}', 'numbers out of order in {} quantifier'],
  ['[z-a]', 'range out of order in character class'],
  ['a\\', '\\ at end of pattern'],
  ['(?=a)', 'lookahead and lookbehind are not supported'],
  ['(?<!a)', 'lookahead and lookbehind are not supported'],
  ['(a)\\1', 'references to groups are not supported'],
  ['\\k<a>', 'references to groups are not supported'],
  ['a++', 'possessive quantifiers are not supported'],
  ['(?>a)', 'atomic groups are not supported'],
  ['(?x)a', 'the option x is not supported'],
  ['((a{100}){100}){100}', 'the regular expression is too big'],
  ['((((){1000}){1000}){1000}){1000}', 'the regular expression is too big'],
  ['a{9999}', 'number too big in {} quantifier, at most 1000'],
  ['('.repeat(1000), 'parentheses are too deeply nested'],
])('%s is refused', (source, message) => {
  expect(problem(source)).toBe(message);
});

test.each([
  ['(a+)+$', `${'a'.repeat(100_000)}b`],
  ['^(a|a)*$', `${'a'.repeat(100_000)}b`],
  ['(.*)(.*)(.*)(.*)x$', 'y'.repeat(100_000)],
  ['(x+x+)+y', 'x'.repeat(100_000)],
  [
    '([ab]*a[ab]{200})+c',
    Array.from({ length: 100_000 }, (_, i) => ((i * i * 7919) % 13 < 6 ? 'a' : 'b')).join(''),
  ],
])('%s takes bounded time', (source, text) => {
  const pattern = regex(source);
  const start = cpuTime();
  expect(pattern.test(text)).toBe(false);
  // Far more than it takes on a busy machine, far less than backtracking would take.
  expect(cpuTime() - start).toBeLessThan(15_000);
});

test('simple patterns match where they do in JavaScript', () => {
  const leaf = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\w', '\\d', '\\b', '^', '$', '(?:)');
  const { node } = fc.letrec<{ node: string }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      leaf,
      fc.tuple(tie('node'), tie('node')).map(([a, b]) => a + b),
      fc.tuple(tie('node'), tie('node')).map(([a, b]) => `(?:${a}|${b})`),
      fc
        .tuple(tie('node'), fc.constantFrom('*', '+', '?', '{2}', '{1,2}', '*?'))
        .map(([a, q]) => `(?:${a})${q}`),
    ),
  }));
  const text = fc.string({ unit: fc.constantFrom('a', 'A', 'b', '1', ' ', '\n'), maxLength: 8 });
  fc.assert(
    fc.property(node, text, (source, input) => {
      // JavaScript's $ matches only at the very end; PCRE's also before a last line feed.
      const script = source.replaceAll('$', '(?=\\n?(?![^]))').replaceAll('.', '[^\\n]');
      expect(regex(source).test(input)).toBe(new RegExp(script, 'i').test(input));
    }),
    { numRuns: 3000 },
  );
});
