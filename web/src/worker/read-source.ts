/** Reads a source: the files of a run, or a capture as it arrives. */
import { parseVerdict } from '@wireside/judge';
import type { RecordedVerdict } from '@wireside/judge';
import type { Trace } from '@wireside/trace';
import { Model, parseTrace, TRACE_FILES } from '@wireside/trace';
import type { Capture } from '@wireside/wire';
import { decryptCapture, isGzip, numberText, openCaptureStream } from '@wireside/wire';
import { labRegistry } from '@wireside/wire/lab';
import { breath } from './breath.ts';
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
  /** What could not be read, each as a sentence; more may come while the rest is read. */
  readonly problems: string[];
  /** The rest of a capture of which the first packets are there; it never fails. */
  readonly rest?: Promise<void>;
  /** Ends the reading of the rest. */
  stop?(): void;
}

/** How far the reading is: packets so far, and the bytes read of all, where that is known. */
export interface Progress {
  readonly packets: number;
  readonly bytes: number;
  readonly of?: number;
}

/** Bytes of a piece of a file that is read at a time. */
const PIECE = 4 * 1024 * 1024;
/** Bytes of the first piece, which is to be seen soon. */
const FIRST_PIECE = 256 * 1024;
/** Milliseconds after which a capture is shown although it is not whole. */
const SHOW_AFTER = 150;
/** Milliseconds of reading without a pause for questions. */
const SLICE = 30;

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

/** Opens a capture; the promise is kept as soon as there are packets to show, and the rest is read behind that. */
async function openCapture(
  title: string,
  pieces: AsyncIterable<Uint8Array>,
  of: number | undefined,
  progress: (progress: Progress, capture: Capture) => void,
): Promise<Opened> {
  let bytes = 0;
  let isStopped = false;
  let isWhole = false;
  const counted = async function* (): AsyncGenerator<Uint8Array> {
    let since = performance.now();
    for await (const piece of pieces) {
      if (isStopped) return;
      bytes += piece.length;
      yield piece;
      if (performance.now() - since < SLICE) continue;
      await breath();
      since = performance.now();
    }
  };
  const { first, all } = await begin(counted());
  let show: (capture: Capture) => void = () => {};
  const begun = new Promise<Capture>((resolve) => (show = resolve));
  const problems: string[] = [];
  const whole = openCaptureStream(all, {
    registry: labRegistry,
    // What a compressed file unpacks to is not known.
    ...(of === undefined || isGzip(first) ? {} : { expectedBytes: of }),
    progress: (read) => {
      if (read.count > 0) show(read);
      progress({ packets: read.count, bytes, ...(of === undefined ? {} : { of }) }, read);
    },
  }).then(async (capture) => {
    if (capture.problem !== undefined && capture.count > 0) problems.push(damageText(capture));
    await decryptCapture(capture);
    isWhole = true;
    return capture;
  }, tooLarge);
  const beginning = begun.then(async (capture) => {
    await new Promise((resolve) => setTimeout(resolve, SHOW_AFTER));
    return capture;
  });
  const capture = await Promise.race([whole, beginning]);
  if (capture.count === 0 && capture.problem !== undefined) {
    throw new OpenError(
      `${title} cannot be opened: ${capture.problem.message}`,
      'Open a pcap or pcapng file, compressed with gzip or not, or a zipped run of Wireside.',
    );
  }
  if (!isWhole) await decryptCapture(capture);
  if (isWhole) return { title, capture, problems };
  const rest = whole.then(
    () => {},
    (error: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      problems.push(`The reading ended after ${numberText(capture.count)} packets: ${why}`);
    },
  );
  return { title, capture, problems, rest, stop: () => (isStopped = true) };
}

/** Where a capture is damaged, and that what comes before is sound. */
function damageText({ problem, count }: Capture): string {
  return `The file is damaged at byte ${numberText(problem!.offset)}: ${problem!.message} The ${numberText(count)} packets before that are sound.`;
}

/** The first piece, and all pieces including it. */
async function begin(
  pieces: AsyncGenerator<Uint8Array>,
): Promise<{ first: Uint8Array; all: AsyncGenerator<Uint8Array> }> {
  const { value, done } = await pieces.next();
  const first = done === true ? new Uint8Array() : value;
  const all = async function* (): AsyncGenerator<Uint8Array> {
    if (done !== true) yield first;
    yield* pieces;
  };
  return { first, all: all() };
}

function tooLarge(error: unknown): never {
  if (!(error instanceof RangeError)) throw error;
  throw new OpenError(
    'The capture is larger than the memory that this browser gives to a page.',
    'Split it with editcap -c 1000000, or open it on a computer with more memory.',
  );
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
  let length = FIRST_PIECE;
  for (let at = 0; at < file.size; length = PIECE) {
    yield new Uint8Array(await file.slice(at, at + length).arrayBuffer());
    at += length;
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
