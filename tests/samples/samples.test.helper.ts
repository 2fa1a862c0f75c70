/**
 * The sample programs of a part on the bench: correct ones pass every case, each incorrect one gets its diagnosis, the texts
 * are golden, and the recorded runs of `judge/fixtures` are up to date. `RECORD=1` records texts and runs again.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Bench } from '@wireside/bench';
import { itNeedsNamespaces } from '@wireside/bench/testing';
import type { CaseVerdict, Verdict } from '@wireside/judge';
import type { FixtureOrigin } from '@wireside/judge/testing';
import {
  fixtureNames,
  goldenText,
  hashOf,
  judgeFixture,
  verdictText,
  writeFixture,
} from '@wireside/judge/testing';
import type { PartCase } from '@wireside/lab';
import { caseRequest, caseValues, findCases, findEdition, findPart } from '@wireside/lab';
import { TRACE_VERSION } from '@wireside/trace';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { judgeSample, SEED } from './judge-sample.test.helper.ts';

const RECORD = process.env.RECORD === '1';

/**
 * The first correct program in each of these languages is judged in all cases; the others share the cases out, every third one
 * each. `npm run stress` judges all of them in all cases.
 */
const IN_ALL_CASES = ['.c', '.java', '.mjs', '.py'];

/** How often an incorrect program is judged until its reasons are told. */
const MAX_RUNS = 3;

/** The reasons in the text of a verdict. The results of the other checks can depend on who is faster; recorded runs have them. */
const reasonsOf = (text: string): string => {
  const from = text.indexOf('\n  * ');
  return from < 0 ? '' : text.slice(from).replaceAll(' (packet #)', '');
};

/** What differs between the parts. */
export interface SamplesOptions {
  /** Cases in which the runs of correct programs are recorded too. */
  readonly recordedCases: readonly string[];
  /** Whether several correct programs are judged at the same time, because they mostly wait. */
  readonly isWaiting?: boolean;
  /** A library that some samples import, and a file that is there where it is installed: without it they are skipped. */
  readonly library?: { readonly imported: string; readonly file: string };
  /** What a second run with unbuffered output decides, by sample. */
  readonly decided?: Readonly<Record<string, string>>;
}

/** Tests the samples of a part. */
export function testSamples(
  partId: string,
  { recordedCases, isWaiting = false, library, decided = {} }: SamplesOptions,
): void {
  const part = findPart(partId);
  const edition = findEdition(part);
  const samples = join(part.folder, 'samples');
  const goldenFile = join(samples, 'verdicts.golden.txt');
  const golden = readFileSync(goldenFile, 'utf8');
  let bench: Bench;
  let folder = '';
  const texts = new Map<string, string>();

  beforeAll(() => {
    bench = Bench.open();
    folder = mkdtempSync(join(tmpdir(), 'wireside-samples-'));
  });
  afterAll(async () => {
    await bench.close();
    rmSync(folder, { recursive: true, force: true });
    if (!RECORD) return;
    // Samples that did not run, because their language is missing or other tests were chosen, keep their text.
    const names = golden.match(/(?<=^== ).*$/gm) ?? [];
    const all = [...new Set([...names, ...texts.keys()])].filter((name) => name in expected).toSorted();
    writeFileSync(
      goldenFile,
      all.map((name) => `${texts.get(name) ?? goldenText(golden, name)}\n`).join('\n'),
    );
  });

  async function verdictOn(
    path: string,
    cases: readonly string[],
    seed = SEED,
    run = 1,
  ): Promise<Verdict | undefined> {
    const { imported, file } = library ?? {};
    if (imported !== undefined && !existsSync(file!) && isImported(path, imported)) {
      console.warn(`skipped: ${path}: ${file} does not exist`);
      return undefined;
    }
    return judgeSample(path, { part, bench, folder: join(folder, String(run)), cases, seed });
  }

  const isImported = (path: string, imported: string): boolean =>
    readFileSync(join(samples, path), 'utf8').includes(imported);

  const hasQueries = Object.keys(part.checks).length > 0;
  const textOf = (sample: string, cases: readonly CaseVerdict[]): string =>
    verdictText(sample, cases, Object.keys(part.checks));

  /** What the recorded run of a sample depends on: the program, what the bench was asked for, and the trace's format. */
  function originOf(sample: string, partCase: PartCase, seed: string): FixtureOrigin {
    const program = { files: [], command: [], environment: {} };
    const request = caseRequest(program, partCase, { part, edition, seed });
    const queries = hasQueries ? [part.checks] : [];
    const content = JSON.stringify([request, partCase.checks, edition.strict, ...queries]);
    return {
      program: hashOf(join(samples, sample)),
      content: createHash('sha256').update(content).digest('hex'),
      trace: TRACE_VERSION,
    };
  }

  /** Records the run of a case, or compares it with the one that was recorded; reports it where none was. */
  function compareFixture(sample: string, one: CaseVerdict, seed = SEED): void {
    const name = `${part.id}/${sample}.${one.id}`;
    const partCase = findCases(part, [one.id])[0]!;
    const { id, title, command, checks, onPurpose } = partCase;
    const from = originOf(sample, partCase, seed);
    if (RECORD) {
      const about = { sample, part: part.id, edition: { strict: edition.strict }, from };
      const own = { id, title, command, checks, ...(onPurpose === undefined ? {} : { onPurpose }) };
      if (!hasQueries) return writeFixture(name, one.run!, { ...about, case: own });
      const values = caseValues(partCase, { part, edition, seed });
      const queries = { exercise: part.exercise, checks: part.checks };
      return writeFixture(name, one.run!, { ...about, queries, case: { ...own, values } });
    }
    if (!fixtureNames(part.id).includes(name)) {
      // The language may have been missing where the runs were recorded. The sample is still judged on the bench.
      console.warn(`judge/fixtures/${name}.json.gz does not exist: record it with RECORD=1`);
      return;
    }
    const stale = `judge/fixtures/${name}.json.gz is stale: record it again with RECORD=1`;
    const { fixture, verdict } = judgeFixture(name);
    expect(fixture.from, stale).toEqual(from);
    expect(reasonsOf(textOf(sample, [verdict])), stale).toBe(reasonsOf(textOf(sample, [one])));
  }

  const several = isWaiting ? describe.concurrent : describe;
  several('correct programs', () => {
    const names = readdirSync(join(samples, 'correct')).toSorted();
    for (const [index, name] of names.entries()) {
      const isWhole = IN_ALL_CASES.some((ending) => name === names.find((one) => one.endsWith(ending)));
      const cases = findCases(part)
        .map(({ id }) => id)
        .filter((id, at) => isWhole || at % 3 === index % 3 || recordedCases.includes(id));
      itNeedsNamespaces(
        name,
        async () => {
          const verdict = await verdictOn(`correct/${name}`, cases);
          if (verdict === undefined) return;
          expect(verdict.cases.filter((one) => one.verdict !== 'pass')).toEqual([]);
          expect(verdict.score).toBe(verdict.max);
          for (const one of verdict.cases)
            if (recordedCases.includes(one.id)) compareFixture(`correct/${name}`, one);
        },
        900_000,
      );
    }
  });

  const expected = parse(readFileSync(join(samples, 'verdicts.yaml'), 'utf8')) as Record<
    string,
    { case: string; diagnosis?: string; check?: string; seed?: string }
  >;

  /**
   * The verdict on an incorrect program, which passes in no run. Where two ends race, a run may lack what explains it, or show
   * something else: then it is judged again.
   */
  async function explained(name: string, id: string, seed?: string): Promise<Verdict | undefined> {
    const text = goldenText(golden, name);
    for (let run = 1; ; run++) {
      const verdict = await verdictOn(`incorrect/${name}`, [id], seed, run);
      if (verdict === undefined) return undefined;
      expect(verdict.verdict).not.toBe('pass');
      const isTold = reasonsOf(textOf(name, verdict.cases)) === reasonsOf(text);
      if (RECORD || run === MAX_RUNS || (verdict.verdict === 'fail' && isTold)) return verdict;
    }
  }

  // Some of them do nothing until a limit stops them, so several run in parallel.
  describe.concurrent('incorrect programs', () => {
    it('are all in the table', () => {
      expect(Object.keys(expected).toSorted()).toEqual(readdirSync(join(samples, 'incorrect')).toSorted());
    });
    for (const [name, { case: id, diagnosis, check, seed }] of Object.entries(expected)) {
      itNeedsNamespaces(
        name,
        async () => {
          const verdict = await explained(name, id, seed);
          if (verdict === undefined) return;
          expect(verdict.verdict).toBe('fail');
          const { checks = [], diagnoses = [] } = verdict.cases[0] ?? {};
          const found = diagnoses.map((one) => one.id);
          const failed = checks.filter(({ result }) => result === 'fail').map((one) => one.id);
          if (check !== undefined) expect(failed).toContain(check);
          else expect(found).toEqual(diagnosis === undefined ? [] : expect.arrayContaining([diagnosis]));
          const decision = decided[name];
          if (decision !== undefined) expect(verdict.changes[0]?.text).toContain(decision);
          const text = textOf(name, verdict.cases);
          texts.set(name, text);
          if (!RECORD) expect(reasonsOf(text)).toBe(reasonsOf(goldenText(golden, name)));
          compareFixture(`incorrect/${name}`, verdict.cases[0]!, seed);
        },
        900_000,
      );
    }
  });

  describe('recorded runs', () => {
    it('are of samples and cases that exist', () => {
      const known = [
        ...readdirSync(join(samples, 'correct')).flatMap((name) =>
          recordedCases.map((id) => `${part.id}/correct/${name}.${id}`),
        ),
        ...Object.entries(expected).map(([name, one]) => `${part.id}/incorrect/${name}.${one.case}`),
      ];
      expect(fixtureNames(part.id).filter((name) => !known.includes(name))).toEqual([]);
    });
  });
}
