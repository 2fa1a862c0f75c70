/**
 * Examines a mutant with everything that the library offers, as deep as its recipe says; a violated rule is a finding.
 * Longer than other files, because all rules that a capture must keep should be in one place.
 */
import {
  explain,
  explanationText,
  follow,
  followBytes,
  followText,
  graphSvg,
  GRAPH_KINDS,
  itemText,
  openCapture,
  openCaptureFile,
  openCaptureStream,
  PcapStreamParser,
  streamLife,
  streamMessages,
  tcpStreams,
  tlsSession,
  udpStreams,
  why,
  withComments,
} from '@wireside/wire';
import type { Capture, CaptureOptions, Direction, Dissection, Item, TcpStream } from '@wireside/wire';
import { ciphers } from '@wireside/wire/decrypt';
import { explainLab, labRegistry } from '@wireside/wire/lab';
import { lookThroughFilters } from './filters.ts';
import { Random } from './random.ts';
import { Steps } from './steps.ts';
import type { Clock, Finding } from './steps.ts';

/** How much is examined. */
const DEPTH = { light: 0, rows: 1, all: 2 } as const;
/** Zeros that a direction's bytes may hold for gaps. */
const MAX_FILL = 16 * 1024 * 1024;
/** The table's size: bytes per packet, and unused rows. */
const TABLE = { packet: 112, rows: 128 };
/** Maximum streams, rows and so on per examination. */
const MAX = { light: 2, rows: 60, streams: 12, marked: 60, graphs: 2 };

/** What an examination keeps, for measuring memory. */
export interface Looked {
  capture: Capture;
  /** What took too long. */
  slow: Finding | undefined;
}

/** The first number from `look` on with which everything is examined. */
export function deepLook(look: number): number {
  let deep = look;
  while (new Random(deep).below(48) !== 0) deep = (deep + 1) >>> 0;
  return deep;
}

/** Opens a mutant and examines it; rejects with a `Finding`. */
export async function lookAt(bytes: Uint8Array, look: number, clock: Clock): Promise<Looked> {
  const random = new Random(look);
  const drawn = random.below(48);
  const depth = drawn === 0 ? DEPTH.all : drawn < 5 ? DEPTH.rows : DEPTH.light;
  const steps = new Steps(bytes.length, clock);
  const rules = random.once(4) ? '4.0' : '4.4';
  const options = { rules, ciphers, registry: labRegistry } as const;
  const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const capture = isPacked
    ? await steps.waiting('openCaptureFile', () => openCaptureFile(bytes, options))
    : steps.whole('openCapture', () => openCapture(bytes, options));
  const size = capture.bytes.length;
  steps.allow(capture.count, size);
  steps.whole('table', () => checkTable(steps, capture));
  const isEach = depth > DEPTH.light && capture.count <= MAX.rows;
  const rows = isEach
    ? Array.from({ length: capture.count }, (_, row) => row)
    : Array.from({ length: Math.min(capture.count, depth === DEPTH.light ? MAX.light : MAX.rows) }, () =>
        random.below(capture.count),
      );
  for (const row of rows) lookAtRow(steps, capture, row, random);
  if (depth === DEPTH.light) return { capture, slow: steps.slow };

  for (const stream of some(random, tcpStreams(capture), MAX.streams)) lookAtStream(steps, capture, stream);
  const datagrams = steps.whole('udpStreams', () => udpStreams(capture));
  for (const { id } of some(random, datagrams, MAX.streams)) {
    const followed = steps.whole('follow udp', () => follow(capture, id, { protocol: 'udp' }));
    steps.whole('followText udp', () => followText(followed, 'hex'));
  }
  let marked = 0;
  for (let row = 0; row < capture.count && marked < MAX.marked; row++) {
    if (capture.table.marks[row] === 0) continue;
    marked++;
    steps.packet('why', () => checkReasons(steps, capture, row));
  }
  lookThroughFilters(steps, capture, random);
  if (depth === DEPTH.rows) return { capture, slow: steps.slow };

  lookAtExplanation(steps, capture);
  for (let i = 0; i < MAX.graphs && capture.tcp.flows.count > 0 && capture.count < 2000; i++)
    lookAtGraph(steps, capture, random);
  lookAtComments(steps, capture);
  if (!isPacked) await lookInPieces(steps, capture, random, options);
  return { capture, slow: steps.slow };
}

function some<T>(random: Random, list: readonly T[], most: number): readonly T[] {
  if (list.length <= most) return list;
  const from = random.below(list.length - most);
  return list.slice(from, from + most);
}

function checkTable(steps: Steps, capture: Capture): void {
  const { table, bytes, problem } = capture;
  steps.expect(table.count * 12 <= bytes.length, () => `${table.count} packets in ${bytes.length} bytes`);
  const columns = Object.values(table).reduce(
    (sum: number, column: unknown) => sum + (ArrayBuffer.isView(column) ? column.byteLength : 0),
    0,
  );
  // A file that is not a capture keeps the rows reserved for it.
  const most = TABLE.packet * (table.count + TABLE.rows) + (table.count === 0 ? bytes.length : 0);
  steps.expect(columns <= most, () => `columns of ${columns} bytes for ${table.count} packets`);
  if (problem) {
    const { offset, message } = problem;
    steps.expect(offset >= 0 && message.length > 5, () => `a problem without words at ${offset}: ${message}`);
  }
  for (let row = 0; row < table.count; row++) {
    const end = table.offset[row]! + table.captured[row]!;
    steps.expect(end <= bytes.length, () => `row ${row} ends at ${end} of ${bytes.length}`);
    const nanos = table.nanos[row]!;
    steps.expect(
      nanos < 1e9 && Number.isFinite(table.seconds[row]!),
      () => `row ${row} has no time: ${nanos}`,
    );
    steps.expect(table.interface[row]! < capture.interfaces.length, () => `row ${row} has no interface`);
  }
}

function lookAtRow(steps: Steps, capture: Capture, row: number, random: Random): void {
  // Both ask for the summary line.
  if (random.once(2)) steps.packet('summary', () => capture.summary(row));
  else {
    const packet = steps.packet('packet', () => capture.packet(row));
    steps.expect(packet.number === row + 1, () => `packet ${packet.number} in row ${row}`);
  }
  const dissection = steps.packet('dissect', () => capture.dissect(row));
  steps.packet('tree', () => checkTree(steps, dissection));
}

function checkTree(steps: Steps, dissection: Dissection): void {
  const { info, sources, layers, frame } = dissection;
  steps.expect(info.length < 100_000, () => `an Info column of ${info.length} characters`);
  let items = 0;
  const visit = (item: Item, depth: number): void => {
    items++;
    const { offset, length, field } = item;
    const size = sources[item.source]?.bytes.length ?? -1;
    steps.expect(
      offset >= 0 && length >= 0 && (length === 0 || offset + length <= size),
      () => `${field.name} lies at ${offset}+${length} of ${size} bytes`,
      `${field.name} lies outside of its bytes`,
    );
    itemText(item);
    steps.expect(depth < 200, () => `${field.name} lies ${depth} items deep`);
    for (const child of item.children) visit(child, depth + 1);
  };
  visit(frame, 0);
  for (const layer of layers) visit(layer, 0);
  steps.expect(items <= 101_000, () => `a tree of ${items} items`);
}

function lookAtStream(steps: Steps, capture: Capture, stream: TcpStream): void {
  const { id } = stream;
  for (const side of ['toServer', 'toClient'] as const) {
    const direction = steps.whole(`stream ${side}`, () => stream[side]);
    steps.whole('bytes', () => checkDirection(steps, capture, direction));
  }
  const messages = steps.whole('streamMessages', () => streamMessages(capture, id));
  for (const outer of messages.outer) {
    const sum = outer.reduce((bytes, message) => bytes + message.bytes.length, 0);
    steps.expect(
      sum <= capture.bytes.length * 2,
      () => `messages of ${sum} bytes`,
      'messages bigger than the file',
    );
  }
  steps.whole('tlsSession', () => tlsSession(capture, id));
  const followed = steps.whole('follow', () => follow(capture, id));
  steps.whole('followBytes', () => followBytes(followed));
  steps.whole('followText', () => clean(steps, followText(followed), 'followText'));
  steps.whole('streamLife', () => streamLife(capture, id));
}

function checkDirection(steps: Steps, capture: Capture, direction: Direction): void {
  const bytes = direction.bytes();
  const most = capture.bytes.length * 2 + MAX_FILL;
  steps.expect(bytes.length <= most, () => `a direction of ${bytes.length} bytes`, 'a direction too big');
  let end = 0;
  for (const piece of direction.pieces) {
    steps.expect(piece.offset >= end && piece.length > 0, () => `pieces overlap at ${piece.offset}`);
    end = piece.offset + piece.length;
    const there = direction.pieceBytes(piece).length;
    steps.expect(there === piece.length, () => `a piece of ${piece.length} bytes has ${there}`);
  }
  for (const gap of direction.gaps) steps.expect(gap.length > 0, () => `an empty gap at ${gap.offset}`);
}

function checkReasons(steps: Steps, capture: Capture, row: number): void {
  for (const reason of why(capture, row)) {
    const isSound = reason.text.length > 10 && !/NaN|undefined|Infinity/.test(reason.text);
    steps.expect(isSound, () => `why ${reason.mark}: ${reason.text}`, `why ${reason.mark}`);
  }
}

function lookAtExplanation(steps: Steps, capture: Capture): void {
  const explanation = steps.whole('explain', () => explain(capture, { streamTopics: [explainLab] }));
  const text = steps.whole('explanationText', () => explanationText(explanation, 80));
  clean(steps, text, 'explain');
  steps.expect(text.length < 400_000, () => `an explanation of ${text.length} characters`);
  steps.expect(
    !/\bNaN\b|\bundefined\b/.test(text),
    () => `explain: ${/.*(?:NaN|undefined).*/.exec(text)?.[0]}`,
    'explain says NaN',
  );
}

/** Text for terminals must not contain control characters. */
function clean(steps: Steps, text: string, name: string): void {
  const found = CONTROLS.exec(text);
  steps.expect(!found, () => `${name} lets control character ${found?.[0].charCodeAt(0)} through`);
}

// oxlint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;

function lookAtGraph(steps: Steps, capture: Capture, random: Random): void {
  const stream = random.below(capture.tcp.flows.count);
  const direction = random.once(2) ? 'client' : 'server';
  const kind = random.of(GRAPH_KINDS);
  const svg = steps.whole(`graph ${kind}`, () => graphSvg(capture, kind, { stream, direction }));
  const most = 600_000 + 1000 * capture.count;
  steps.expect(svg.length < most, () => `an SVG of ${svg.length} characters`, `a ${kind} graph too big`);
  const found = ['NaN', 'Infinity', 'undefined'].find((word) => svg.includes(word));
  steps.expect(!found, () => `graph ${kind} says ${found}`);
}

/** Comments go in, and everything else stays as it was. */
function lookAtComments(steps: Steps, capture: Capture): void {
  if (capture.bytes[0] !== 0x0a) return;
  const note = 'What a fuzzer says: ✓';
  const added = new Map([
    [1, [note]],
    [capture.count, [note, 'twice']],
  ]);
  const bytes = steps.whole('withComments', () => withComments(capture.bytes, added));
  const again = steps.whole('openCapture again', () => openCapture(bytes, { registry: labRegistry }));
  steps.expect(
    again.count >= capture.count,
    () => `${again.count} packets with comments, ${capture.count} without`,
  );
  for (let row = 0; row < capture.count; row++) {
    const isSame = again.table.captured[row] === capture.table.captured[row] && again.table.marks.length > 0;
    steps.expect(isSame, () => `row ${row} changed by a comment`);
  }
}

/** However a file is cut on its way, what is read is the same. */
async function lookInPieces(
  steps: Steps,
  capture: Capture,
  random: Random,
  options: CaptureOptions,
): Promise<void> {
  const { bytes } = capture;
  const pieces: Uint8Array[] = [];
  const most = random.of([7, 100, 5000]);
  for (let at = 0; at < bytes.length;) {
    const end = pieces.length < 2000 ? at + 1 + random.below(most) : bytes.length;
    pieces.push(bytes.subarray(at, end));
    at = end;
  }
  const isPcap = bytes[0] !== 0x0a;
  if (isPcap) {
    const parser = new PcapStreamParser();
    const found = steps.whole('PcapStreamParser', () => pieces.flatMap((piece) => parser.push(piece)).length);
    const isSame = found === capture.count || bytes.length < 24 || bytes[3] === 0x1c || bytes[0] === 0x1c;
    steps.expect(
      isSame,
      () => `${found} packets from a pipe, ${capture.count} from the file`,
      'a pipe differs',
    );
  }
  // What looks packed is unpacked from a stream, but not when opened as it is.
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return;
  const source = async function* (): AsyncGenerator<Uint8Array> {
    yield* pieces;
  };
  const streamed = await steps.waiting('openCaptureStream', () => openCaptureStream(source(), options));
  steps.expect(
    streamed.count === capture.count && streamed.problem?.message === capture.problem?.message,
    () =>
      `${streamed.count} packets from a stream, ${capture.count} from the file; ${streamed.problem?.message}`,
    'a stream differs',
  );
  for (let row = 0; row < capture.count; row++) {
    const isSame = streamed.table.marks[row] === capture.table.marks[row];
    steps.expect(isSame, () => `marks of row ${row} differ when streamed`);
  }
}
