/** Reads a source: the files of a run, or a capture as it arrives. */
import { parseVerdict } from '@wireside/judge';
import type { RecordedVerdict } from '@wireside/judge';
import type { Trace } from '@wireside/trace';
import { Model, parseTrace, TRACE_FILES } from '@wireside/trace';
import type { Capture } from '@wireside/wire';
import { decryptCapture, openCaptureStream } from '@wireside/wire';
import { labRegistry } from '@wireside/wire/lab';
import { OpenError } from './source.ts';
import type { Source } from './source.ts';
import { isZip, unzipRun } from './unzip.ts';

/** What was opened. */
export interface Opened {
  readonly title: string;
  readonly capture: Capture;
  /** Absent for a capture alone. */
  readonly model?: Model;
  /** The verdict in the run's folder. */
  readonly verdict?: RecordedVerdict;
  /** What could not be read, each as a sentence. */
  readonly problems: readonly string[];
}

/** How far the reading is: packets so far, and the bytes read of all, where that is known. */
export interface Progress {
  readonly packets: number;
  readonly bytes: number;
  readonly of?: number;
}

/** Bytes of a piece of a file that is read at a time. */
const PIECE = 4 * 1024 * 1024;

/**
 * Reads a source.
 * @param progress called with the capture as far as it has been read
 * @throws {OpenError} when it cannot be opened
 */
export async function readSource(
  source: Source,
  progress: (progress: Progress, capture: Capture) => void,
): Promise<Opened> {
  if (source.kind === 'file') return readFile(source.file, progress);
  if (source.kind === 'item' && source.what === 'run') return readItem(source.url, source.title);
  const url = source.kind === 'item' ? `${source.url}/capture` : source.url;
  const response = await fetchOrFail(url);
  const size = Number(response.headers.get('content-length')) || undefined;
  const pieces = piecesOf(response.body!);
  const { value: first = new Uint8Array() } = await pieces.next();
  const all = async function* (): AsyncGenerator<Uint8Array> {
    yield first;
    yield* pieces;
  };
  if (isZip(first)) return openZip(source.title, new Blob(await collect(all())));
  return openCapture(source.title, all(), size, progress);
}

async function readFile(
  file: File,
  progress: (progress: Progress, capture: Capture) => void,
): Promise<Opened> {
  const first = new Uint8Array(await file.slice(0, 4).arrayBuffer());
  if (isZip(first)) return openZip(file.name, file);
  return openCapture(file.name, piecesOfFile(file), file.size, progress);
}

async function openCapture(
  title: string,
  pieces: AsyncIterable<Uint8Array>,
  of: number | undefined,
  progress: (progress: Progress, capture: Capture) => void,
): Promise<Opened> {
  let bytes = 0;
  const counted = async function* (): AsyncGenerator<Uint8Array> {
    for await (const piece of pieces) {
      bytes += piece.length;
      yield piece;
    }
  };
  const capture = await openCaptureStream(counted(), {
    registry: labRegistry,
    progress: (read) => progress({ packets: read.count, bytes, ...(of === undefined ? {} : { of }) }, read),
  });
  if (capture.count === 0 && capture.problem !== undefined) {
    throw new OpenError(
      `${title} cannot be opened: ${capture.problem.message}`,
      'Open a pcap or pcapng file, compressed with gzip or not, or a zipped run of Wireside.',
    );
  }
  const problems = capture.problem === undefined ? [] : [capture.problem.message];
  return { title, capture, problems };
}

/** The run in an archive. */
async function openZip(title: string, archive: Blob): Promise<Opened> {
  const { files, problems } = await unzipRun(archive);
  const opened = await openRun(title, files);
  return { ...opened, problems: [...problems, ...opened.problems] };
}

async function collect(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array<ArrayBuffer>[]> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for await (const piece of pieces) parts.push(new Uint8Array(piece));
  return parts;
}

/** The files of a run that the local server offers. */
async function readItem(url: string, title: string): Promise<Opened> {
  const files = new Map<string, Uint8Array>();
  await Promise.all(
    TRACE_FILES.map(async (name) => {
      const response = await fetch(`${url}/files/${name}`);
      if (response.status === 404) return;
      if (!response.ok) throw new OpenError(await response.text(), 'Reload the page.');
      files.set(name, new Uint8Array(await response.arrayBuffer()));
    }),
  );
  return openRun(title, files);
}

/** Opens a run from its files. @throws {TraceError} when it is damaged, or of a later version */
async function openRun(title: string, files: ReadonlyMap<string, Uint8Array>): Promise<Opened> {
  const trace: Trace = parseTrace((name) => files.get(name));
  const model = new Model(trace);
  await decryptCapture(model.capture);
  const problems = [...trace.problems];
  const bytes = files.get('verdict.json');
  let verdict: RecordedVerdict | undefined;
  try {
    if (bytes !== undefined) verdict = parseVerdict(bytes);
  } catch (error) {
    problems.push(error instanceof Error ? error.message : String(error));
  }
  return { title, capture: model.capture, model, problems, ...(verdict === undefined ? {} : { verdict }) };
}

async function fetchOrFail(url: string): Promise<Response> {
  const response = await fetch(url);
  if (response.ok) return response;
  throw new OpenError(
    `The file cannot be read: ${response.status} ${response.statusText}.`,
    'Check that it is still there, and reload the page.',
  );
}

async function* piecesOfFile(file: File): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < file.size; at += PIECE) {
    yield new Uint8Array(await file.slice(at, at + PIECE).arrayBuffer());
  }
}

async function* piecesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}
