/** verdict.json: the verdict in a run's folder. */
import { TraceError } from '@wireside/trace';
import type { CaseVerdict } from './verdict.ts';
import { isResult } from './verdict.ts';

/** Version written today; every version up to this one is read. */
export const VERDICT_VERSION = 1;

/** Maximum size of a verdict.json in bytes. */
export const MAX_VERDICT_SIZE = 1 << 20;

/** The verdict on a case, as it is kept beside the run that it is about. */
export interface RecordedVerdict extends Omit<CaseVerdict, 'run'> {
  /** {@link VERDICT_VERSION} of the Wireside that wrote it. */
  readonly version: number;
  readonly part: string;
  readonly edition: string;
}

/**
 * Reads the bytes of a verdict.json.
 * @throws {TraceError} TRACE_DAMAGED when they are not a verdict, TRACE_TOO_NEW when a later version wrote it.
 */
export function parseVerdict(bytes: Uint8Array): RecordedVerdict {
  if (bytes.length > MAX_VERDICT_SIZE) throw damaged(`it is larger than 1 MiB`);
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw damaged('it is not valid JSON');
  }
  if (!isRecord(value) || !Number.isInteger(value['version'])) throw damaged('it has no version');
  const version = value['version'] as number;
  if (version > VERDICT_VERSION) {
    throw new TraceError(
      'TRACE_TOO_NEW',
      `verdict.json has version ${version}; this Wireside reads versions up to ${VERDICT_VERSION}.`,
      'Use the Wireside that made it, or a later one.',
    );
  }
  if (!isVerdict(value)) throw damaged('fields of a verdict are missing or have the wrong type');
  return value as unknown as RecordedVerdict;
}

function damaged(seen: string): TraceError {
  return new TraceError(
    'TRACE_DAMAGED',
    `verdict.json is not a verdict: ${seen}.`,
    'If the file was edited, restore it; otherwise judge the program again.',
  );
}

type Fields = Readonly<Record<string, unknown>>;

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isVerdict(value: Fields): boolean {
  return (
    hasTexts(value, ['part', 'edition', 'id', 'title']) &&
    isResult(value['verdict']) &&
    isList(value['checks'], isCheck) &&
    isList(
      value['diagnoses'],
      (one) => hasTexts(one, ['id', 'text']) && isList(one['evidence'], isEvidence),
    ) &&
    Array.isArray(value['notes']) &&
    value['notes'].every((note) => typeof note === 'string')
  );
}

function isCheck(value: Fields): boolean {
  return (
    hasTexts(value, ['id', 'title', 'expected', 'got']) &&
    isResult(value['result']) &&
    isList(value['evidence'], isEvidence)
  );
}

function isEvidence(value: Fields): boolean {
  const { actor, ...numbers } = value;
  const [entry, ...others] = Object.entries(numbers);
  if (entry === undefined || others.length > 0) return false;
  const [kind, number] = entry;
  return (
    ['packet', 'call', 'line', 'peer'].includes(kind) &&
    Number.isInteger(number) &&
    // Only lines are numbered by actor.
    (actor === undefined || (kind === 'line' && typeof actor === 'string'))
  );
}

function hasTexts(value: Fields, names: readonly string[]): boolean {
  return names.every((name) => typeof value[name] === 'string');
}

function isList(value: unknown, isItem: (item: Fields) => boolean): boolean {
  return Array.isArray(value) && value.every((item) => isRecord(item) && isItem(item));
}
