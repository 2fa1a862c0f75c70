/** The sample clients: right ones pass every case, each wrong one gets its diagnosis, and the texts are golden. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Bench, ProgramError, readSource } from '@wireside/bench';
import { findCases, findEdition, findPart, judge, type Verdict } from '@wireside/lab';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { parse } from 'yaml';
import { itNeedsNamespaces } from '@wireside/bench/testing';

const SAMPLES = join(import.meta.dirname, '../../labs/sockets/packetization/samples');
const GOLDEN = join(SAMPLES, 'verdicts.golden.txt');
const RECORD = process.env.RECORD === '1';

const part = findPart('packetization');
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
  if (RECORD)
    writeFileSync(
      GOLDEN,
      [...texts.keys()]
        .toSorted()
        .map((name) => texts.get(name))
        .join('\n'),
    );
});

/** The verdict on a sample; null where its language is not installed, which is said. */
async function verdictOn(path: string, cases: string[], seed = 'samples'): Promise<Verdict | null> {
  try {
    return await judge(readSource(join(SAMPLES, path)), {
      part,
      edition: findEdition(part),
      editionId: part.defaultEdition,
      cases: findCases(part, cases),
      seed,
      bench,
      folder: join(folder, path.replaceAll('/', '-')),
    });
  } catch (error) {
    if (!(error instanceof ProgramError) || error.code !== 'LANGUAGE_MISSING') throw error;
    console.warn(`skipped: ${path}: ${error.message}`);
    return null;
  }
}

/** Numbers that depend on the moment (calls, packets, ports, times) become #; the words stay. */
function normalise(text: string): string {
  return text
    .replaceAll(/\b(call|calls|packet|packets|line|lines) \d+( and \d+)?/g, '$1 #')
    .replaceAll(/\d+\.\d\d s/g, '# s')
    .replaceAll(/\d+ (bytes?|calls?|times)/g, '# $1')
    .replaceAll(/\b0x[0-9a-f]+/g, '#');
}

function textOf(name: string, verdict: Verdict): string {
  const lines = [`== ${name}`];
  for (const one of verdict.cases) {
    lines.push(`${one.id}: ${one.verdict}`);
    for (const check of one.checks) lines.push(`  ${check.id}: ${check.result}`);
    for (const { id, text } of one.diagnoses)
      lines.push(`  * ${id}`, ...text.split('\n').map((line) => `    ${line}`));
  }
  return `${normalise(lines.join('\n'))}\n`;
}

/** The part of the golden file that belongs to a sample. */
function golden(name: string): string {
  const all = existsSync(GOLDEN) ? readFileSync(GOLDEN, 'utf8') : '';
  return (
    all
      .split(/^(?=== )/m)
      .find((text) => text.startsWith(`== ${name}\n`))
      ?.trimEnd() ?? ''
  );
}

describe('right clients', () => {
  for (const name of readdirSync(join(SAMPLES, 'right')).toSorted()) {
    itNeedsNamespaces(
      name,
      async () => {
        const verdict = await verdictOn(`right/${name}`, []);
        if (verdict === null) return;
        const wrong = verdict.cases.filter((one) => one.verdict !== 'pass');
        expect(wrong).toEqual([]);
        expect(verdict.score).toBe(verdict.max);
      },
      180_000,
    );
  }
});

describe('wrong clients', () => {
  const expected = parse(readFileSync(join(SAMPLES, 'verdicts.yaml'), 'utf8')) as Record<
    string,
    { case: string; diagnosis: string; seed?: string }
  >;
  itNeedsNamespaces('are all in the table', () => {
    expect(Object.keys(expected).toSorted()).toEqual(readdirSync(join(SAMPLES, 'wrong')).toSorted());
  });
  for (const [name, { case: id, diagnosis, seed }] of Object.entries(expected)) {
    itNeedsNamespaces(
      name,
      async () => {
        const verdict = await verdictOn(`wrong/${name}`, [id], seed);
        if (verdict === null) return;
        expect(verdict.verdict).toBe('fail');
        expect(verdict.cases[0]?.diagnoses.map((found) => found.id)).toContain(diagnosis);
        texts.set(name, textOf(name, verdict));
        if (!RECORD) expect(texts.get(name)?.trimEnd()).toBe(golden(name));
      },
      120_000,
    );
  }
});
