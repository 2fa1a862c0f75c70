/** What the server of the part does on purpose is no reason for a failed check. */
import { Model } from '@wireside/trace';
import { expect, it } from 'vitest';
import { generalReasons } from '../../common/general.ts';
import { readFixture, traceOf } from '../../testing.ts';
import { udp } from './part.ts';

it('does not blame the refusals of the family that the server does not use', () => {
  const fixture = readFixture('udp/correct/c.c.never');
  const model = new Model(traceOf(fixture));
  expect(generalReasons(model).map(({ id }) => id)).toEqual(['datagram-refused']);
  // Nobody answers in this case, so a check that asks for an answer fails.
  const unfair = { ...fixture.case, checks: ['request', 'repeats'] };
  const { checks, diagnoses } = udp.judge(model, unfair, fixture.edition);
  expect(checks.map(({ result }) => result)).toEqual(['pass', 'fail']);
  expect(diagnoses).toEqual([]);
});
