/** Untrusted filters: whatever the text, compiling soon ends with a filter or an error inside the text. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openCapture } from '../open.ts';
import { conversation } from '../testing/conversation.test.helper.ts';
import { compileFilter } from './filter.ts';
import { cpuTime } from '../testing/cpu-time.test.helper.ts';

const capture = openCapture(
  conversation([
    { from: 'client', flags: 'S', seq: 0 },
    { from: 'server', flags: 'SA', seq: 0, ack: 1 },
    { from: 'client', flags: 'PA', seq: 1, ack: 1, data: 'GET / HTTP/1.1\r\n' },
  ]),
);

const PIECES =
  `tcp udp ip.addr tcp.port tcp.len tcp.flags.syn eth.src frame.time tcp.payload frame tcp.analysis ipv6.src
  frame.protocols tcp.analysis.flags ip#2 @tcp.port \${ip.src} == != === !== < <= > >= contains matches in not and or xor any all
  ( ) { } [ ] [0:2] [-1] [1-2] , .. + - * / % & ! && || ~ # : ; @ $ 80 0x50 010 -1 1.5 10.0.0.0/8 ::1 aa:bb:cc:dd:ee:ff
  "GET" "(a+)+$" "\\x47" 'a' r"\\d" len( count( upper( max( string( true TCP "2004-01-01" 99999999999999999999 "`.split(
    /\s+/,
  );

function run(text: string): void {
  for (const version of ['4.0', '4.4'] as const) {
    const { filter, error } = compileFilter(text, { version });
    if (filter) {
      const count = filter.rows(capture).length;
      expect(count).toBeLessThanOrEqual(capture.count);
    } else {
      expect(error.column).toBeGreaterThanOrEqual(1);
      expect(error.column + error.length).toBeLessThanOrEqual(Math.max(2, text.length + 2));
      expect(error.message.length).toBeGreaterThan(5);
    }
  }
}

test('any text', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), run), { numRuns: 2000 });
});

test('any sequence of tokens', () => {
  const tokens = fc.array(fc.constantFrom(...PIECES), { maxLength: 14 });
  fc.assert(
    fc.property(tokens, fc.constantFrom(' ', ''), (list, gap) => run(list.join(gap))),
    { numRuns: 6000 },
  );
});

test.each([
  ['parentheses', '('],
  ['negations', '!'],
  ['signs', '-'],
  ['braces', 'tcp.len == {'],
  ['calls', 'len('],
  ['conjunctions', 'tcp && '],
  ['sums', '1 + '],
  ['comparisons', 'tcp.len < '],
  ['slices', 'tcp[0]'],
  ['quotes', '"'],
  ['sets', 'tcp.port in {1, '],
  ['colons', '::'],
  ['digits', '9'],
  ['dots', 'a.'],
  ['dashes', 'a-'],
  ['escapes', '"\\'],
])('endless %s take time in proportion', (_, piece) => {
  for (const ending of ['', 'tcp', '1', 'tcp.len']) {
    const text = (piece.repeat(Math.floor(65_000 / piece.length)) + ending).slice(-65_500);
    const start = cpuTime();
    run(text);
    expect(cpuTime() - start).toBeLessThan(10_000);
  }
});

test('a text that is too long is refused', () => {
  expect(compileFilter('tcp || '.repeat(20_000) + 'tcp').error?.message).toContain('at most');
});
