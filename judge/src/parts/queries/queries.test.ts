/** Checks that a lab defines, on a recorded run: beside those of an exercise, and alone. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Model, parseTrace } from '@wireside/trace';
import { describe, expect, it } from 'vitest';
import type { PartCase } from '../../case.ts';
import type { QueryCheck } from '../../query-check.ts';
import type { CaseVerdict } from '../../verdict.ts';
import { readFixture, traceOf } from '../../testing.ts';
import { packetization } from '../packetization/part.ts';
import { queries } from './part.ts';

const FOLDER = join(import.meta.dirname, '../../../../trace/fixtures/version-2-incorrect');
const recorded = (without: readonly string[] = []): Model =>
  new Model(parseTrace((file) => (without.includes(file) ? undefined : readFileSync(join(FOLDER, file)))));
const values = { server: 'pmu.lab', port: 5003, command: 'CMD_short:0', program: 'client', case: 'two' };
const edition = { strict: true };

const receives: QueryCheck = {
  title: 'receives several times',
  needs: [],
  expect: 'count(calls: call.kind == "receive" &&\n  call.remote.port == $port) > 4',
  failed:
    'it received {count(calls: call.kind == "receive")} times, first {first(calls: call.kind == "receive").data}',
  show: 'calls: call.kind == "receive"',
};
const ends: QueryCheck = {
  title: 'ends with status 0',
  needs: ['receives'],
  expect: 'first(actors: actor.name == $program).code == 0',
  failed: 'it ended with status {first(actors: actor.name == $program).code}',
};
const part = queries.withChecks({ receives, ends });
const partCase = (...checks: string[]): PartCase => ({
  id: 'two',
  title: 'Two',
  command: '',
  checks,
  values,
});
const results = ({ checks }: CaseVerdict): string[] => checks.map(({ id, result }) => `${id} ${result}`);

describe('a check by a query', () => {
  it('passes, with its records as evidence', () => {
    const verdict = queries
      .withChecks({ ends: { ...ends, show: 'lines' } })
      .judge(recorded(), partCase('ends'), edition);
    expect(verdict).toMatchObject({ verdict: 'pass', notes: [], diagnoses: [] });
    expect(verdict.checks).toEqual([
      {
        id: 'ends',
        title: 'ends with status 0',
        result: 'pass',
        expected: 'ends with status 0',
        got: 'that is so',
        evidence: [{ line: 1 }],
      },
    ]);
  });

  it('fails with what the run says, blocks those that need it, and is explained by the rules about all programs', () => {
    const verdict = part.judge(recorded(), partCase('receives', 'ends'), edition);
    expect(results(verdict)).toEqual(['receives fail', 'ends blocked']);
    expect(verdict.checks[0]).toMatchObject({
      expected: 'receives several times',
      got: 'it received 2 times, first "This is PMU data 0This is PMU data 1This is PMU data 2" (54 bytes)',
      evidence: [{ call: 5 }, { call: 8 }],
    });
  });

  it('is explained by the first of its reasons that holds', () => {
    const why = {
      never: { where: 'count(calls) < 0', text: 'It is not told.' },
      reads: {
        where: 'count(calls: call.kind == "receive") == 2',
        text: 'It made {count(calls: call.kind == "receive")} receives.',
        show: 'lines',
      },
      late: { where: 'count(calls) > 0', text: 'It comes later.' },
    };
    const explained = queries.withChecks({ receives: { ...receives, reasons: why } });
    expect(explained.judge(recorded(), partCase('receives'), edition).diagnoses).toEqual([
      { id: 'reads', text: 'It made 2 receives.', evidence: [{ line: 1 }] },
    ]);
    const unknown = queries.withChecks({ receives: { ...receives, reasons: { never: why.never } } });
    expect(
      unknown.judge(recorded(), partCase('receives'), edition).diagnoses.map(({ id }) => id),
    ).not.toContain('never');
  });

  it('is not explained by what the case provokes', () => {
    const refused = new Model(traceOf(readFixture('udp/correct/c.c.never')));
    const fails = queries.withChecks({ fails: { ...ends, needs: [], expect: 'count(calls) < 0' } });
    const reasons = (onPurpose?: readonly string[]): string[] =>
      fails.judge(refused, { ...partCase('fails'), onPurpose }, edition).diagnoses.map(({ id }) => id);
    expect(reasons()).toEqual(['datagram-refused']);
    expect(reasons(['tls-alert'])).toEqual(['datagram-refused']);
    expect(reasons(['datagram-refused'])).toEqual([]);
  });

  it('is inconclusive where the run or the case lacks what it asks about', () => {
    const lacking = queries.withChecks({
      table: { ...ends, needs: [], expect: 'count(sockets) >= 1', failed: 'no sockets' },
    });
    const [table] = lacking.judge(recorded(['sockets.ndjson']), partCase('table'), edition).checks;
    expect(table).toMatchObject({
      result: 'inconclusive',
      got: 'the run has no sockets: sockets.ndjson is missing',
    });
    const { values: _, ...bare } = partCase('ends');
    expect(part.judge(recorded(), bare, edition).checks[0]).toMatchObject({
      result: 'inconclusive',
      got: 'the check cannot be made in this case: "$program" has no value in this case.',
    });
  });

  it('stands beside the checks of an exercise', () => {
    const both = packetization.withChecks({ receives: { ...receives, needs: ['connects'] } });
    const verdict = both.judge(recorded(), partCase('connects', 'receives', 'messages'), edition);
    expect(results(verdict)).toEqual(['connects pass', 'receives fail', 'messages fail']);
    expect(both.checkIds).toEqual([...packetization.checkIds, 'receives']);
    expect(both.inconclusive(partCase('receives'), edition, 'why').checks).toMatchObject([
      { title: 'receives several times', result: 'inconclusive', got: 'why' },
    ]);
  });

  it('has titles known before the run, and unknown names are refused', () => {
    expect(() => queries.judge(recorded(), partCase('receives'), edition)).toThrow(TypeError);
  });
});
