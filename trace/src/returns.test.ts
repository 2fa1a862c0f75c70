import { expect, it } from 'vitest';
import type { CallRecord } from './format.ts';
import { latestReturns } from './returns.ts';

const call = (
  n: number,
  at: number,
  took: number | undefined,
  process = 1,
  actor = 'client',
): CallRecord => ({
  n,
  actor,
  at,
  process,
  name: 'connect',
  kind: 'connect',
  ...(took === undefined ? {} : { took }),
});

it('has a call returned when its thread begins the next one, and not before it took its time', () => {
  const calls = [
    call(1, 1000, 200),
    call(2, 1500, 10, 2),
    call(4, 2000, 10, 1, 'server'),
    call(7, 6000, 100),
    call(9, 6050, 10),
    call(12, 7000, undefined),
  ];
  const latest = latestReturns(calls);
  expect(calls.map(latest)).toEqual([6000, 251_510, 252_010, 6100, 7000, Infinity]);
});
