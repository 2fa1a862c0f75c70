/** Checks and diagnoses on recorded runs: no bench is needed to judge a trace. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findCases, findEdition, findPart } from './content/load.ts';
import { caseRequest, judgeTrace } from './judge.ts';

const FIXTURES = join(import.meta.dirname, '../../trace/fixtures');
const part = findPart('packetization');
const edition = findEdition(part);
const [two] = findCases(part, ['two']);
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wireside-lab-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A copy of a recorded run in which some of run.json is changed. */
function changed(name: string, change: (run: Record<string, unknown>) => void): string {
  const copy = join(folder, `${name}-${Math.random()}`);
  cpSync(join(FIXTURES, name), copy, { recursive: true });
  const run = JSON.parse(readFileSync(join(copy, 'run.json'), 'utf8')) as Record<string, unknown>;
  change(run);
  writeFileSync(join(copy, 'run.json'), JSON.stringify(run));
  return copy;
}

describe('judgeTrace', () => {
  it('passes a right client', () => {
    const verdict = judgeTrace(join(FIXTURES, 'version-1-right'), two!, edition);
    expect(verdict.checks.map(({ id, result }) => [id, result])).toEqual([
      ['connects', 'pass'],
      ['command', 'pass'],
      ['messages', 'pass'],
      ['end', 'pass'],
    ]);
    expect(verdict).toMatchObject({ verdict: 'pass', diagnoses: [] });
  });

  it('fails a wrong one, points at what decided, and knows why', () => {
    const verdict = judgeTrace(join(FIXTURES, 'version-1-wrong'), two!, edition);
    expect(verdict.verdict).toBe('fail');
    const messages = verdict.checks.find(({ id }) => id === 'messages');
    expect(messages?.evidence).toEqual([{ line: 1 }, { call: 5 }, { packet: 8 }]);
    expect(verdict.diagnoses.map(({ id }) => id)).toEqual(['one-recv-one-message']);
  });

  it('blocks what depends on a check that failed', () => {
    const other = { ...two!, command: 'CMD_short:1' };
    const verdict = judgeTrace(join(FIXTURES, 'version-1-right'), other, edition);
    expect(verdict.checks.map(({ result }) => result)).toEqual(['pass', 'fail', 'blocked', 'pass']);
  });

  it('asks for the exit status only where the edition does', () => {
    const run = changed('version-1-right', (description) => {
      description['ended'] = { ...(description['ended'] as object), code: 3 };
    });
    expect(judgeTrace(run, two!, edition).verdict).toBe('fail');
    expect(judgeTrace(run, two!, findEdition(part, '2021')).verdict).toBe('pass');
  });

  it('does not blame the program for a time that its trace took', () => {
    const run = changed('version-1-right', (description) => {
      description['ended'] = { reason: 'limit', limit: 'wall', at: 0 };
    });
    expect(judgeTrace(run, two!, edition).verdict).toBe('fail');
    const calls = join(run, 'calls.ndjson');
    const many = {
      n: 9999,
      at: 0,
      took: 1,
      process: 1,
      name: 'recvfrom',
      kind: 'receive',
      fd: 3,
      ret: 1,
      times: 600_000,
    };
    writeFileSync(calls, `${readFileSync(calls, 'utf8')}${JSON.stringify(many)}\n`);
    expect(judgeTrace(run, two!, edition)).toMatchObject({ verdict: 'inconclusive' });
  });
});

describe('caseRequest', () => {
  const program = { files: [], command: ['./PDC'], environment: {} };

  it('starts the program as the edition says', () => {
    const [address] = findCases(part, ['one']);
    const request = (id: string, partCase = two!) =>
      caseRequest(program, partCase, { part, edition: findEdition(part, id), seed: 's' });
    expect(request('wireside').arguments).toEqual(['pmu.lab', '5003', 'CMD_short:0']);
    expect(request('wireside', address).arguments).toEqual(['10.0.0.1', '5003', 'CMD_short:0']);
    expect(request('2018').arguments).toEqual(['CMD_short:0']);
    expect(request('2018').peers[0]?.options).toMatchObject({ firstNumber: 1, messages: 2 });
  });

  it('gives each case a seed of its own, and none a peer where nobody listens', () => {
    const [nobody] = findCases(part, ['nobody']);
    const request = caseRequest(program, nobody!, { part, edition, seed: 's' });
    expect(request).toMatchObject({ seed: 's/nobody', peers: [] });
  });
});
