/** A trace in memory: what a run left, read from its files. */
import type { Capture } from '@wireside/wire';
import { openCapture } from '@wireside/wire';
import { labRegistry } from '@wireside/wire/lab';
import { TraceError } from './error.ts';
import type {
  CallRecord,
  Lane,
  LaneRecords,
  LookupRecord,
  MessageRecord,
  OutputRecord,
  PeerRecord,
  RunDescription,
  SceneRecord,
  SocketRecord,
} from './format.ts';
import { LANES, TRACE_VERSION } from './format.ts';
import { upgradeDescription, upgradeLane } from './upgrade.ts';

/** The files of a run folder; its folders program/ and files/ and the captures of single hosts aside. */
export const TRACE_FILES: readonly string[] = [
  'run.json',
  'wire.pcapng',
  ...LANES.map((lane) => `${lane}.ndjson`),
  'verdict.json',
];

/** Lanes that not every run has: older ones do not, and a recording on the real network has no peers. */
const OPTIONAL_LANES: ReadonlySet<Lane> = new Set(['messages', 'lookups', 'scene']);

/** The records of a run, in memory. */
export interface Trace {
  readonly run: RunDescription;
  readonly capture: Capture;
  /** In order of their numbers; those of one actor are in the order in which they began. */
  readonly calls: readonly CallRecord[];
  readonly output: readonly OutputRecord[];
  readonly peer: readonly PeerRecord[];
  readonly sockets: readonly SocketRecord[];
  /** The messages that the peers announced; empty in runs that were recorded before there was this lane. */
  readonly messages: readonly MessageRecord[];
  /** Questions to the network's name server. */
  readonly lookups: readonly LookupRecord[];
  /** What the scene did. */
  readonly scene: readonly SceneRecord[];
  /** What could not be read, each as a sentence; the rest is intact. */
  readonly problems: readonly string[];
  /** Files that the run does not have, such as `messages.ndjson` of older runs: nothing is known of what they hold. */
  readonly absent: readonly string[];
}

/** Maximum length of a line in a lane, in bytes; an output record holds at most 64 KiB. */
const MAX_LINE = 1 << 20;
/** Bytes of lines that are parsed together; more at a time, and fewer, take longer. */
const CHUNK = 1 << 16;
/** Maximum number of records read from one lane. */
const MAX_RECORDS = 2_000_000;
const NEWLINE = 10;

/**
 * Reads a trace from its files. A file that is missing or cut short yields its intact part and a problem.
 * @param read returns a file's bytes; undefined if it does not exist.
 * @throws {TraceError} when there is no run.json, or it is damaged, or of a later version.
 */
export function parseTrace(read: (file: string) => Uint8Array | undefined): Trace {
  const problems: string[] = [];
  const absent: string[] = [];
  const { run, version } = parseDescription(read('run.json'));
  const lane = <L extends Lane>(name: L): LaneRecords[L][] => {
    const file = `${name}.ndjson`;
    const bytes = read(file);
    if (bytes === undefined) {
      absent.push(file);
      if (!OPTIONAL_LANES.has(name)) problems.push(`${file} is missing`);
      return [];
    }
    const records = parseLane<LaneRecords[L]>(file, bytes, problems);
    return version < TRACE_VERSION ? upgradeLane(name, records, run) : records;
  };
  const calls = inOrder(lane('calls'));
  const packets = read('wire.pcapng');
  if (packets === undefined) absent.push('wire.pcapng');
  const capture = openCapture(packets ?? new Uint8Array(0), { registry: labRegistry });
  if (capture.problem !== undefined) problems.push(`wire.pcapng: ${capture.problem.message}`);
  return {
    run,
    capture,
    calls,
    output: lane('output'),
    peer: lane('peer'),
    sockets: lane('sockets'),
    messages: lane('messages'),
    lookups: lane('lookups'),
    scene: lane('scene'),
    problems,
    absent,
  };
}

/** Calls in the order of their numbers; the tracer writes a call when it has returned. */
function inOrder(calls: CallRecord[]): CallRecord[] {
  return calls.every((call, i) => i === 0 || calls[i - 1]!.n <= call.n)
    ? calls
    : calls.toSorted((a, b) => a.n - b.n);
}

/** A description that was read, and the version of what is in the run's folder. */
interface ReadDescription {
  readonly run: RunDescription;
  readonly version: number;
}

function parseDescription(bytes: Uint8Array | undefined): ReadDescription {
  if (bytes === undefined) {
    throw new TraceError(
      'TRACE_MISSING',
      'There is no run.json here, so this is not a run folder.',
      'Name a folder that `wireside run` or `wireside judge --keep` has made.',
    );
  }
  let value: unknown;
  let version = Number.NaN;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
    version = versionOf(value) ?? Number.NaN;
    // What a later version has in it is not known here.
    if (!(version > TRACE_VERSION)) {
      const run = version === 1 ? upgradeDescription(value) : (value as RunDescription);
      if (!isDescription(run)) throw new TypeError('not a description');
      return { run, version };
    }
  } catch {
    throw new TraceError(
      'TRACE_DAMAGED',
      'run.json is not a valid description of a run.',
      'If the file was edited, restore it; otherwise run the program again.',
    );
  }
  throw new TraceError(
    'TRACE_TOO_NEW',
    `This trace has version ${version}; this Wireside reads versions up to ${TRACE_VERSION}.`,
    'Use the Wireside that made it, or a later one.',
  );
}

/** The version of a run's description; undefined for a value that is not one of any version. */
export function versionOf(value: unknown): number | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { version, command, actors } = value as Partial<Record<string, unknown>>;
  if (!Number.isInteger(version) || (version as number) < 1) return undefined;
  return version === 1 && !Array.isArray(command)
    ? undefined
    : version === 2 && !Array.isArray(actors)
      ? undefined
      : (version as number);
}

/** Whether what everything relies on is there: hosts, actors with names, and a program among them. */
function isDescription({ hosts, actors, impairments, faults }: RunDescription): boolean {
  return (
    [hosts, actors, impairments, faults].every(Array.isArray) &&
    hosts.every(({ name, names }) => typeof name === 'string' && Array.isArray(names)) &&
    actors.every(({ name, host }) => typeof name === 'string' && typeof host === 'string') &&
    actors.some((actor) => actor.kind === 'program' && Array.isArray(actor.command))
  );
}

/** Reads the records of a lane: many lines at a time, and one by one where one of them is damaged. */
function parseLane<T>(file: string, bytes: Uint8Array, problems: string[]): T[] {
  const reader = new LaneReader<T>(file, problems);
  for (let from = 0; from < bytes.length && reader.records.length < MAX_RECORDS;) {
    const last = bytes.subarray(from, from + CHUNK).lastIndexOf(NEWLINE);
    // A line that does not end in the chunk is read by itself.
    const end = last < 0 ? nextLine(bytes, from) : from + last + 1;
    if (last < 0 || !reader.chunk(bytes.subarray(from, end - 1))) reader.lines(bytes, from, end);
    from = end;
  }
  return reader.records.length > MAX_RECORDS ? reader.records.slice(0, MAX_RECORDS) : reader.records;
}

/** Where the line after the one at `from` begins. */
function nextLine(bytes: Uint8Array, from: number): number {
  const newline = bytes.indexOf(NEWLINE, from);
  return newline < 0 ? bytes.length : newline + 1;
}

/** Takes the lines of a lane. */
class LaneReader<T> {
  readonly records: T[] = [];
  readonly #file: string;
  readonly #problems: string[];
  readonly #decoder = new TextDecoder();
  #number = 0;

  constructor(file: string, problems: string[]) {
    this.#file = file;
    this.#problems = problems;
  }

  /** Takes whole lines without the last newline; false, and nothing is taken, if one of them is not a record. */
  chunk(bytes: Uint8Array): boolean {
    const text = this.#decoder.decode(bytes);
    let values: unknown;
    try {
      values = JSON.parse(`[${text.replaceAll('\n', ',')}]`);
    } catch {
      return false;
    }
    let count = 1;
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
    // Two halves of a line may have become a record, or two records on a line.
    if (!Array.isArray(values) || values.length !== count || !values.every(isObject)) return false;
    this.#number += count;
    for (const value of values) if (!('lane' in value)) this.records.push(value as T);
    return true;
  }

  /** Takes lines one by one; a last one that has no newline may be half written. */
  lines(bytes: Uint8Array, from: number, end: number): void {
    for (let at = from; at < end; at = nextLine(bytes, at)) {
      const next = nextLine(bytes, at);
      const isEnded = bytes[next - 1] === NEWLINE;
      this.#number++;
      try {
        if (next - at > MAX_LINE) throw new TypeError('too long');
        const value: unknown = JSON.parse(this.#decoder.decode(bytes.subarray(at, next)));
        if (!isObject(value)) throw new TypeError('no object');
        if (!('lane' in value)) this.records.push(value as T);
      } catch {
        if (isEnded) this.#problems.push(`${this.#file}: line ${this.#number} is not a valid record`);
      }
    }
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
