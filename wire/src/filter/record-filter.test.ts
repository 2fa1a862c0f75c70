/** The same language over records of another kind. */
import { expect, test } from 'vitest';
import { field } from '../core/field.ts';
import { completeFrom } from './complete.ts';
import { RecordFields, compileRecordFilter } from './record-filter.ts';

interface Call {
  name: string;
  ret: number;
  bytes?: Uint8Array;
  flags: string[];
  failed: boolean;
}

const fields = new RecordFields<Call>([
  { field: field('call.name', 'str', 'System call'), get: (call) => call.name },
  { field: field('call.ret', 'i32', 'Result', { names: { [-1]: 'error' } }), get: (call) => call.ret },
  { field: field('call.bytes', 'bytes', 'Bytes'), get: (call) => call.bytes },
  { field: field('call.flag', 'str', 'Flag'), get: (call) => call.flags },
  { field: field('call.failed', 'label', 'Failed'), get: (call) => call.failed },
]);

const calls: Call[] = [
  { name: 'socket', ret: 3, flags: [], failed: false },
  { name: 'recvfrom', ret: 5, bytes: new TextEncoder().encode('hello'), flags: ['A', 'B'], failed: false },
  { name: 'recvfrom', ret: -1, flags: ['B'], failed: true },
];

function found(text: string): string {
  const { filter, error } = compileRecordFilter(text, fields);
  return error
    ? `${error.message} ${error.suggestion ?? ''}`
    : calls.flatMap((call, i) => (filter.matches(call) ? [i] : [])).join();
}

test.each([
  ['call.name == "recvfrom" && call.ret > 0', '1'],
  ['call.ret < 0', '2'],
  ['call.ret == error', '2'],
  ['call.bytes contains "ell"', '1'],
  ['call.bytes[0] == "h"', '1'],
  ['call.name matches "^recv"', '1,2'],
  ['call.flag == "A"', '1'],
  ['call.flag === "B"', '2'],
  ['call.failed', '2'],
  ['!call.bytes', '0,2'],
  ['len(call.bytes) == call.ret', '1'],
  ['', '0,1,2'],
  ['call.nam == "x"', '"call.nam" is not a valid protocol or protocol field. Did you mean "call.name"?'],
])('%s', (text, expected) => {
  expect(found(text)).toBe(expected);
});

test('completion', () => {
  expect(completeFrom('call.f', fields)).toEqual([
    { name: 'call.failed', type: 'label', description: 'Failed' },
    { name: 'call.flag', type: 'str', description: 'Flag' },
  ]);
});
