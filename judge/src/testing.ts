/** For tests: recorded runs of the sample programs, and verdicts as text that does not depend on the moment. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Trace } from '@wireside/trace';
import { Model, parseTrace } from '@wireside/trace';
import type { Edition, PartCase } from './case.ts';
import { PARTS } from './parts/index.ts';
import type { QueryCheck } from './query-check.ts';
import { undecided } from './second-run.ts';
import type { CaseVerdict } from './verdict.ts';

/** The recorded runs: `<part>/<correct or incorrect>/<sample>.<case>.json.gz`. */
const FOLDER = join(import.meta.dirname, '../fixtures');

const ENDING = '.json.gz';

/** Files of a run that no judge reads, and one that only queries read. */
const LEFT_OUT = new Set(['verdict.json']);
const FOR_QUERIES = 'sockets.ndjson';

/** Maximum size of a fixture in bytes. */
const MAX_SIZE = 64 << 20;

/** The recorded run of a sample program in one case. */
export interface Fixture {
  /** `incorrect/crashed.py`, below the part's samples. */
  readonly sample: string;
  readonly part: string;
  /** Of a part that defines checks of its own: its exercise, and these checks. */
  readonly queries?: {
    readonly exercise: string;
    readonly checks: Readonly<Record<string, QueryCheck>>;
  };
  readonly case: PartCase;
  readonly edition: Edition;
  /** What the run was recorded from; when one of them changes, it must be recorded again. */
  readonly from: FixtureOrigin;
  /** The files of the run folder: text as it is, wire.pcapng in base64. */
  readonly files: Readonly<Record<string, string>>;
}

/** What a run was recorded from. */
export interface FixtureOrigin {
  /** SHA-256 of the program's files. */
  readonly program: string;
  /** SHA-256 of what the bench was asked for, with the checks. */
  readonly content: string;
  /** Version of the trace's format. */
  readonly trace: number;
}

/** The parts that have recorded runs. */
export const recordedParts = (): string[] => readdirSync(FOLDER).toSorted();

/** The names of all recorded runs of a part, or of those of one kind: `packetization/incorrect/crashed.py.seventeen`. */
export function fixtureNames(
  part: string,
  kinds: readonly ('correct' | 'incorrect')[] = ['correct', 'incorrect'],
): string[] {
  return kinds.flatMap((kind) => {
    const folder = join(FOLDER, part, kind);
    if (!existsSync(folder)) return [];
    return readdirSync(folder)
      .filter((name) => name.endsWith(ENDING))
      .map((name) => `${part}/${kind}/${name.slice(0, -ENDING.length)}`)
      .toSorted();
  });
}

/** Reads a recorded run by its name. */
export function readFixture(name: string): Fixture {
  const bytes = gunzipSync(readFileSync(join(FOLDER, name + ENDING)), { maxOutputLength: MAX_SIZE });
  return JSON.parse(bytes.toString()) as Fixture;
}

/** Records the run in a folder. */
export function writeFixture(name: string, folder: string, about: Omit<Fixture, 'files'>): void {
  const files = Object.fromEntries(
    readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile() && !LEFT_OUT.has(entry.name))
      .filter(({ name: file }) => file !== FOR_QUERIES || about.queries !== undefined)
      .map(({ name: file }) => [file, readFileSync(join(folder, file), encodingOf(file))] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
  const path = join(FOLDER, name + ENDING);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, gzipSync(JSON.stringify({ ...about, files } satisfies Fixture), { level: 9 }));
}

/** The trace of a recorded run. */
export function traceOf({ files }: Fixture): Trace {
  return parseTrace((file) => {
    const text = files[file];
    return text === undefined ? undefined : Buffer.from(text, encodingOf(file));
  });
}

/** A recorded run, its model, and the verdict on it. */
export function judgeFixture(name: string): {
  readonly fixture: Fixture;
  readonly model: Model;
  readonly verdict: CaseVerdict;
} {
  const fixture = readFixture(name);
  const model = new Model(traceOf(fixture));
  const { exercise, checks } = fixture.queries ?? { exercise: fixture.part, checks: {} };
  const part = PARTS.get(exercise)!.withChecks(checks);
  return { fixture, model, verdict: part.judge(model, fixture.case, fixture.edition) };
}

function encodingOf(file: string): 'utf8' | 'base64' {
  return file.endsWith('.pcapng') ? 'base64' : 'utf8';
}

/** SHA-256 of a file, or of all files of a folder with their names. Hexadecimal digits. */
export function hashOf(path: string): string {
  const hash = createHash('sha256');
  const add = (file: string): void => {
    if (!statSync(file).isDirectory()) return void hash.update(readFileSync(file));
    for (const name of readdirSync(file).toSorted()) {
      hash.update(`${name}\0`);
      add(join(file, name));
    }
  };
  add(path);
  return hash.digest('hex');
}

/**
 * The verdict on a sample as the golden files keep it: results and diagnoses, as one run shows them.
 * @param queries ids of the checks that are queries: what each of these has seen is kept too
 */
export function verdictText(
  sample: string,
  verdicts: readonly CaseVerdict[],
  queries: readonly string[] = [],
): string {
  const lines = [`== ${sample}`];
  for (const one of verdicts) {
    lines.push(`${one.id}: ${one.verdict}`);
    for (const { id, result, got } of one.checks) {
      lines.push(`  ${id}: ${result}`);
      if (queries.includes(id) && result === 'fail') lines.push(`    ${got}`.trimEnd());
    }
    for (const { id, text } of one.diagnoses)
      lines.push(
        `  * ${id}`,
        ...undecided(text)
          .split('\n')
          .map((line) => `    ${line}`),
      );
  }
  return normalize(lines.join('\n'));
}

/** Numbers that depend on the moment (calls, packets, ports that the kernel chose, times) become #. */
function normalize(text: string): string {
  return (
    text
      .replaceAll(/:(3[2-9]|[45]\d|6[0-5])\d{3}\b/g, ':#')
      .replaceAll(/\b(call|calls|packet|packets|line|lines) \d+( and \d+)?/g, '$1 #')
      .replaceAll(/\d+\.\d\d s/g, '# s')
      .replaceAll(/\d[\d,]* (bytes?|calls?|times)/g, '# $1')
      .replaceAll(/\b0x[0-9a-f]+/g, '#')
      // Where in Python's own source an error of TLS comes from.
      .replaceAll(/\(_ssl\.c:\d+\)/g, '(_ssl.c:#)')
  );
}

/** The text about a sample in a golden file; empty where there is none. */
export function goldenText(golden: string, sample: string): string {
  const parts = golden.split(/^(?=== )/m);
  return parts.find((text) => text.startsWith(`== ${sample}\n`))?.trimEnd() ?? '';
}
