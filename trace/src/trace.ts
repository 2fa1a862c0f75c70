/** A trace in memory: what a run left, read from its files. */
import { type Capture, openCapture } from '@wireside/wire';
import { TraceError } from './error.ts';
import {
  type CallRecord,
  type Lane,
  type OutputRecord,
  type PeerRecord,
  type RunDescription,
  type SocketRecord,
  TRACE_VERSION,
} from './format.ts';

/** The files of a run folder, program/ aside. */
export const TRACE_FILES = [
  'run.json',
  'wire.pcapng',
  'calls.ndjson',
  'output.ndjson',
  'peer.ndjson',
  'sockets.ndjson',
] as const;

export interface Trace {
  run: RunDescription;
  capture: Capture;
  /** In order of their numbers, which is the order in which the calls began. */
  calls: CallRecord[];
  output: OutputRecord[];
  peer: PeerRecord[];
  sockets: SocketRecord[];
  /** What could not be read, each in words; the rest is sound. */
  problems: string[];
}

/** Longest line of a lane that is read, in characters; an output record holds 64 KiB at the most. */
const MAX_LINE = 1 << 20;
/** Most records read of one lane. */
const MAX_RECORDS = 2_000_000;

/**
 * Reads a trace from its files. A file that is missing or cut short gives what is sound of it, and a problem.
 * @param read gives a file's bytes, null when it is not there.
 * @throws TraceError when there is no run.json, or it is of a later version.
 */
export function parseTrace(read: (file: string) => Uint8Array | null): Trace {
  const problems: string[] = [];
  const run = parseDescription(read('run.json'));
  const lane = <T>(name: Lane): T[] => parseLane<T>(name, read(`${name}.ndjson`), problems);
  const calls = lane<CallRecord>('calls').toSorted((a, b) => a.n - b.n);
  const capture = openCapture(read('wire.pcapng') ?? new Uint8Array(0));
  if (capture.problem !== undefined) problems.push(`wire.pcapng: ${capture.problem.message}`);
  return {
    run,
    capture,
    calls,
    output: lane<OutputRecord>('output'),
    peer: lane<PeerRecord>('peer'),
    sockets: lane<SocketRecord>('sockets'),
    problems,
  };
}

function parseDescription(bytes: Uint8Array | null): RunDescription {
  if (bytes === null) {
    throw new TraceError(
      'TRACE_MISSING',
      'There is no run.json here, so this is not the folder of a run.',
      'Name a folder that `wireside run` or `wireside judge --keep` has made.',
    );
  }
  let run: RunDescription;
  try {
    run = JSON.parse(new TextDecoder().decode(bytes)) as RunDescription;
    if (!Number.isInteger(run.version) || !Array.isArray(run.command)) throw new TypeError('no version');
  } catch {
    throw new TraceError(
      'TRACE_DAMAGED',
      'run.json is not the description of a run.',
      'If the file was edited, restore it; otherwise run the program again.',
    );
  }
  if (run.version > TRACE_VERSION) {
    throw new TraceError(
      'TRACE_TOO_NEW',
      `This trace has version ${run.version}; this Wireside reads versions up to ${TRACE_VERSION}.`,
      'Use the Wireside that made it, or a later one.',
    );
  }
  return run;
}

function parseLane<T>(name: Lane, bytes: Uint8Array | null, problems: string[]): T[] {
  const file = `${name}.ndjson`;
  if (bytes === null) {
    problems.push(`${file} is missing`);
    return [];
  }
  const records: T[] = [];
  let number = 0;
  for (let from = 0; from < bytes.length && records.length < MAX_RECORDS;) {
    let to = bytes.indexOf(10, from);
    if (to < 0) to = bytes.length;
    number++;
    try {
      if (to - from > MAX_LINE) throw new TypeError('too long');
      const value: unknown = JSON.parse(new TextDecoder().decode(bytes.subarray(from, to)));
      if (typeof value !== 'object' || value === null) throw new TypeError('no object');
      if (!('lane' in value)) records.push(value as T);
    } catch {
      // The last line of a run that is under way may be half written.
      if (to < bytes.length) problems.push(`${file}: line ${number} is no record`);
    }
    from = to + 1;
  }
  return records;
}
