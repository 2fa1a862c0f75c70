/** What is no query, and what is said about it; whatever the text, it is a value. */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { compileQuery } from './query.ts';
import { model, values } from './query.test.helper.ts';
import { compileShow } from './show.ts';
import { compileTemplate } from './template.ts';

/** The part of a query that an error underlines, and all that the error says. */
function refused(text: string): string {
  const { error } = compileQuery(text, values);
  if (!error) return 'accepted';
  const { column, length, message, suggestion, allowed } = error;
  return [
    `${column}: ${text.slice(column - 1, column - 1 + length)}`,
    message,
    suggestion ?? '',
    allowed?.join(' ') ?? '',
  ]
    .filter(Boolean)
    .join(' | ');
}

describe('errors', () => {
  test.each([
    [
      'count(call: call.ret > 0) > 1',
      '7: call | There are no records of the kind "call". | Did you mean "calls"? | packets calls lines messages sockets events lookups actors',
    ],
    [
      'count(call.ret > 0) > 1',
      '7: call.ret | There are no records of the kind "call.ret". | Write the kind first: calls: call.ret > 0. | packets calls lines messages sockets events lookups actors',
    ],
    [
      'count(calls call.ret > 0) > 1',
      '7: calls | A colon must follow "calls". | Write calls: and the filter.',
    ],
    [
      'count() > 1',
      '7: ) | A kind of records must stand here, not ")". | packets calls lines messages sockets events lookups actors',
    ],
    [
      'cuont(calls: call.ret > 0) > 1',
      '1: cuont | "cuont" is no aggregate. | Did you mean "count"? | count first last sum min max',
    ],
    [
      'cuont(calls) > 1',
      '1: cuont | "cuont" is unknown here. | Did you mean "count"? | count first last sum min max',
    ],
    [
      'calls: call.ret > 0',
      '1: calls: | "calls:" stands outside an aggregate. | Write count(calls: …) >= 1, or another of count, first, last, sum, min, max.',
    ],
    [
      'call.ret > 0',
      '1: call.ret | The field "call.ret" stands outside an aggregate. | Write count(calls: call.ret …) >= 1.',
    ],
    [
      'tcp.port == 80',
      '1: tcp.port | The field "tcp.port" stands outside an aggregate. | Write count(packets: tcp.port …) >= 1.',
    ],
    [
      'count(calls: call.nam == "x") > 1',
      '14: call.nam | "call.nam" is not a field of calls. | Did you mean "call.name" or "call.n" or "call.at"? | call.name call.kind call.ret call.error call.fd call.actor call.n call.at call.took call.args call.target call.target.address call.target.port call.protocol call.local call.local.address call.local.port call.remote call.remote.address call.remote.port call.size call.data call.process call.times',
    ],
    [
      'count(packets: tcp.prot == 80) > 1',
      '16: tcp.prot | "tcp.prot" is not a valid protocol or protocol field. | Did you mean "tcp.port"?',
    ],
    ['count(calls: call.ret == "x") > 1', '26: "x" | Integer cannot be converted from a string ("x").'],
    ['count(calls: call.ret == ) > 1', '26: ) | Unexpected end of filter expression.'],
    [
      'count(calls: call.name == $comand) > 1',
      '27: $comand | There is no value "$comand". | Did you mean "$command"? | $server $address $port $group $id $command $program $case',
    ],
    ['count(packets: ip.ttl == $port) > 1', '26: $port | $port too big for this field, maximum 255.'],
    ['count(packets: $ port) > 1', '16: $ | A name must follow "$". | Write it as in $port.'],
    ['count(calls: call.ret > 0', '26:  | Unexpected end of the query: a parenthesis is not closed.'],
    ['count(calls) > 1)', '17: ) | ")" was unexpected in this context.'],
    [
      'count(calls) && count(lines) > 1',
      '1: count(calls) | count(calls) is a value and no condition. | Compare it: count(calls) >= 1.',
    ],
    ['count(calls) > "a"', '16: "a" | Integer cannot be converted from a string ("a").'],
    [
      'count(calls) = 1',
      '14: = | "=" was unexpected in this context. | A comparison for equality is written "==".',
    ],
    ['first(calls).nam == "x"', '14: nam | "nam" is not a field of calls. | Did you mean "name"?'],
    ['sum(calls: call.ret > 0) > 1', '24: ) | sum needs a field: sum(calls: FILTER, FIELD).'],
    ['sum(calls, call.name) > 1', '12: call.name | "call.name" is not a number.'],
    ['first(packets: ip).ip == 1', '20: ip | "ip" has no value. | Write first(packets: ip).'],
    [
      '(count(calls) + 1) * 2 > 4',
      '20: * | "*" was unexpected in this context. | Parentheses hold conditions; group arithmetic in braces: {a + b} * 2.',
    ],
    ['first(calls) == 1', '1: first(calls) | first(calls) (type=label) cannot participate in == comparison.'],
    ['first(lines).text + 1 > 2', '1: '],
    ['', '1:  | The query is empty.'],
    ['"x', '1: "x | The final quote was missing from a quoted string.'],
    [
      'count(lines: line.text matches "(") > 0',
      '32: "(" | Regex compilation error: missing closing parenthesis.',
    ],
  ])('%s', (text, expected) => {
    expect(refused(text)).toContain(expected);
  });

  it('a value that a case does not have', () => {
    const { error } = compileQuery('$port == 1', {});
    expect(error).toMatchObject({ message: '"$port" has no value in this case.', column: 1, length: 5 });
  });

  it('are values, whatever the text, and take time in proportion', () => {
    const pieces =
      'count( first( calls packets: : ) ( { } [ ] , . .ret $port $ " \' r" tcp.len call.ret == && || ! in .. 5 "a" matches + - \ue000'.split(
        ' ',
      );
    const texts = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 100 }),
      fc.array(fc.constantFrom(...pieces), { maxLength: 14 }).map((list) => list.join(' ')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const { query, error } = compileQuery(text, values);
        if (query) expect(typeof query.ask(model).holds).toBe('boolean');
        else {
          expect(error.column).toBeGreaterThanOrEqual(1);
          expect(error.column + error.length).toBeLessThanOrEqual(Math.max(2, text.length + 2));
        }
        compileTemplate(text, values).template?.fill(model);
        compileShow(text, values).show?.evidence(model);
      }),
      { numRuns: 3000, seed: 7 },
    );
    for (const piece of [
      '(',
      '!',
      '{',
      'count(',
      'count(calls: ',
      'count(calls) + ',
      '-',
      '"',
      '$port && ',
      '[',
      'first(calls) && ',
    ])
      for (const end of ['', 'count(calls) > 1'])
        expect(refused(piece.repeat(Math.floor(3900 / piece.length)) + end).length).toBeLessThan(9000);
    expect(refused('count(calls) > 1 || '.repeat(1000))).toContain('4001: ');
  });
});
