/** What a verdict says and shows: sentences with values, records, and runs that lack what is asked. */
import { describe, expect, it, test } from 'vitest';
import { Model } from '../model.ts';
import { fixture, holds, model, values } from './query.test.helper.ts';
import { compileShow } from './show.ts';
import { compileTemplate } from './template.ts';

describe('a run that lacks what is asked', () => {
  const without = (file: string): Model =>
    new Model({ ...model.trace, absent: [file], messages: [], sockets: [] });

  it('cannot tell', () => {
    expect(holds('count(messages) >= 1', without('messages.ndjson'))).toBe(
      'the run has no messages: messages.ndjson is missing',
    );
    expect(holds('count(lookups) >= 1', fixture('version-1-correct'))).toBe(
      'the run has no lookups: lookups.ndjson is missing',
    );
    expect(holds('count(calls) >= 1', without('messages.ndjson'))).toBe(true);
    const damaged = new Model({ ...model.trace, problems: ['calls.ndjson: line 3 is not a record'] });
    expect(holds('count(calls) >= 1', damaged)).toBe(
      'the calls of the run are not complete: calls.ndjson: line 3 is not a record',
    );
  });

  it('is told as unknown, and shows nothing', () => {
    const run = without('messages.ndjson');
    expect(compileTemplate('{count(messages)} of {count(calls)}', values).template!.fill(run)).toBe(
      'unknown of 10',
    );
    expect(compileShow('packets', values).show!.evidence(without('wire.pcapng'))).toEqual([]);
  });
});

describe('a sentence', () => {
  const filled = (text: string): string => {
    const { template, error } = compileTemplate(text, values);
    return error ? `${error.column}: ${error.message}` : template.fill(model);
  };
  test.each([
    ['made {count(calls)} calls', 'made 10 calls'],
    ['{first(lines).text}', 'This is PMU data 0This is PMU data 1This is PMU data 2'],
    ['{first(calls: call.name == "listen").ret}', 'none'],
    ['{first(calls: call.kind == "send").data} to {$server}', '"CMD_short:0" (11 bytes) to pmu.lab'],
    ['{first(packets: tcp).ip.src}: {count(packets: tcp.port in {5003})}', '10.0.0.2: 10'],
    ['a {{brace}}', 'a {brace}'],
    ['{count(calls}', '13: Unexpected end of the query: a parenthesis is not closed.'],
    ['so {count(cals)}', '11: There are no records of the kind "cals".'],
    ['a {1}', '4: In braces stands an aggregate such as count(calls), or a value such as $port.'],
    ['a {', '3: This brace is not closed.'],
    ['a } b', '3: There is no "{" for this "}".'],
    ['{count(calls) > 1}', '15: ">" was unexpected in this context.'],
  ])('%s', (text, expected) => {
    expect(filled(text)).toBe(expected);
  });

  it('shows what programs print with escapes, and says where it is cut', () => {
    const output = [{ ...model.trace.output[0]!, text: `\u001b[31m${'x'.repeat(300)}\n` }];
    const run = new Model({ ...model.trace, output });
    const { template } = compileTemplate('{first(lines).text}', values);
    // oxlint-disable-next-line unicorn/no-array-fill-with-reference-type -- it fills in a sentence, no array
    const said = template!.fill(run);
    expect(said).toMatch(/^\\u\{1b\}\[31mx+…$/);
    expect(said.length).toBe(201);
  });
});

describe('what is shown', () => {
  const show = (text: string) => {
    const { show: shown, error } = compileShow(text, values);
    return error
      ? `${error.column}: ${error.message} ${error.allowed?.join(' ') ?? ''}`
      : shown.evidence(model);
  };
  test.each([
    ['calls: call.name == "connect"', [{ call: 3 }]],
    ['packets', [1, 2, 3, 4, 5].map((packet) => ({ packet }))],
    ['lines: line.text contains "PMU"', [{ line: 1 }]],
    ['events: event.name == "accept"', [{ peer: 2 }]],
    ['sockets', '1: A verdict cannot point at sockets. packets calls lines events'],
    ['calls: call.ret == )', '20: Unexpected end of filter expression. '],
    ['calls) > 1', '6: ")" was unexpected in this context. '],
  ])('%s', (text, expected) => {
    expect(show(text)).toEqual(expected);
  });
});
