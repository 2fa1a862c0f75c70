/** Filters beyond the shared probes: syntax, types, tunnels, quotes, slices and layers, compared with tshark 4.0.17. */
import { expect, test } from 'vitest';
import { openCapture } from '../open.ts';
import type { Capture } from '../core/capture.ts';
import { captureBytes, hasCaptures } from '../testing/captures.test.helper.ts';
import { CAPTURES, MANY_CAPTURES, ONE_CAPTURE } from './answers.test.helper.ts';
import { compileFilter } from './filter.ts';

/** Known differences: in which captures, for which filters, and why. */
const EXPLAINED: readonly (readonly [capture: RegExp, filter: RegExp, why: string])[] = [
  [
    /./,
    /^tcp\.(completeness|analysis\.initial_rtt)/,
    'tshark read once; here, as in its window, they are those of the whole',
  ],
  [/destunreach/, /^udp\.stream/, 'a datagram that an ICMP error quotes belongs to no stream here'],
  [/./, /^tcp\.port == -1$/, 'refused here, as out of the range of the field'],
  [/./, /^ip\.dst == :1\.2\.3\.4$/, 'a leading colon forces a literal here as elsewhere'],
  [/./, /^frame contains fc$/, 'Fibre Channel is not a protocol here, so these are bytes'],
  // HTTP adds notes and has a layer.
  [/http_google/, /^(_ws\.expert|frame\.protocols == )/, 'HTTP is not here'],
];

function answer(capture: Capture, text: string): string {
  const { filter, error } = compileFilter(text, { version: '4.0' });
  return error ? '-' : String(filter.rows(capture).length);
}

function lines(table: string): [filter: string, answers: string][] {
  return table
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('\t') as [string, string]);
}

test.skipIf(!hasCaptures)('one capture, many filters', () => {
  const name = 'chrissanders/http_google.pcapng';
  const capture = openCapture(captureBytes(name), { rules: '4.0' });
  const table = lines(ONE_CAPTURE).filter(([text]) => !isExplained(name, text));
  expect(table.length).toBeGreaterThan(200);
  expect(table.map(([text]) => `${text}: ${answer(capture, text)}`)).toEqual(
    table.map((line) => line.join(': ')),
  );
});

test.skipIf(!hasCaptures).each(CAPTURES.map((name, i) => [name, i] as const))(
  'filters over %s',
  (name, i) => {
    const capture = openCapture(captureBytes(name), { rules: '4.0' });
    const table = lines(MANY_CAPTURES).filter(([text]) => !isExplained(name, text));
    const expected = table.map(([text, answers]) => `${text}: ${answers.split(' ')[i]}`);
    expect(table.map(([text]) => `${text}: ${answer(capture, text)}`)).toEqual(expected);
  },
);

function isExplained(name: string, text: string): boolean {
  return EXPLAINED.some(([capture, filter]) => capture.test(name) && filter.test(text));
}
