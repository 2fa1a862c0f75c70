/** The cells of calls. */
import type { CallRecord } from '../format.ts';
import { piecesIn } from '../messages.ts';
import type { Writable } from './item.ts';
import type { CallCell, ProcessEndCell, RowBytes, StartCell } from './types.ts';
import type { Place } from './view.ts';

/** Calls whose arguments are not worth showing: they are flags, or pointers. */
const WITHOUT_ARGS: ReadonlySet<string> = new Set(['close', 'exit', 'other']);
/** Errors that mean no more than "not yet" (man 3 errno). */
const NOT_YET: ReadonlySet<string> = new Set(['EAGAIN', 'EINPROGRESS', 'EINTR', 'ENOPROTOOPT']);
/** Arguments that the kernel did not fill in, because the call failed. */
const IS_POINTER = /^0x[0-9a-f]{6}/;
/** Where the text of a command line of execve(2) is. */
const WORDS = /\[(.*?)\]/;

/** What every cell of a call has, and its arguments. */
export function callCell(
  call: CallRecord,
  moment: CallCell['moment'],
  at: number,
  column: number,
): Writable<CallCell> {
  const { n, name, kind, fd, process, args } = call;
  const cell: Writable<CallCell> = { kind: 'call', column, n, at, moment, name, callKind: kind };
  if (fd !== undefined) cell.fd = fd;
  if (process > 1) cell.process = process;
  // While it waits, a call does not know yet from whom something will come.
  const isShown = moment !== 'return' && (moment !== 'wait' || kind === 'wait') && !WITHOUT_ARGS.has(kind);
  if (isShown && args !== undefined && args !== '' && !IS_POINTER.test(args)) cell.args = args;
  return cell;
}

/** What is needed to make the cell of a call with its result. */
interface WholeCall {
  readonly call: CallRecord;
  readonly at: number;
  readonly column: number;
  readonly place: Place | undefined;
  /** The bytes that it moved, if any. */
  readonly bytes: RowBytes | undefined;
}

/** A call with its result. */
export function resultCell({ call, at, column, place, bytes }: WholeCall): Writable<CallCell> | StartCell {
  const mood = moodOf(call);
  if (call.kind === 'process' && call.name.startsWith('exec')) return startCell(call, at, column, mood);
  const { ret, error, times, size, data } = call;
  const cell = callCell(call, 'result', at, column);
  if (ret !== undefined) cell.ret = ret;
  if (error !== undefined) cell.error = error;
  if (times !== undefined) cell.times = times;
  if (size !== undefined) cell.size = size;
  if (data !== undefined && data !== '' && call.kind === 'send') cell.data = data;
  if (call.kind === 'receive' && place !== undefined && bytes !== undefined) {
    const pieces = piecesIn(place.view.joined[bytes.direction].messages, bytes);
    if (pieces.length > 0) cell.pieces = pieces;
  }
  if (mood !== undefined) cell.mood = mood;
  return cell;
}

function startCell(call: CallRecord, at: number, column: number, mood: CallCell['mood']): StartCell {
  const cell: Writable<StartCell> = { kind: 'start', column, n: call.n, at, command: commandOf(call) };
  if (call.process > 1) cell.process = call.process;
  if (mood !== undefined) cell.mood = mood;
  return cell;
}

/** The end of a process other than the first one, or of any that a signal killed; undefined for the program's own end. */
export function processEndCell(call: CallRecord, column: number): ProcessEndCell | undefined {
  const { n, at, process, args = '' } = call;
  const signal = /\bSIG[A-Z0-9+-]+/.exec(args)?.[0];
  if (process === 1) return undefined;
  const code = /^\d+$/.test(args) ? Number(args) : undefined;
  const cell: Writable<ProcessEndCell> = { kind: 'process-end', column, n, at, process };
  if (code !== undefined) cell.code = code;
  if (signal !== undefined) cell.signal = signal;
  if (signal !== undefined || (code ?? 0) !== 0) cell.mood = 'bad';
  return cell;
}

function moodOf(call: CallRecord): CallCell['mood'] {
  if (isError(call)) return 'bad';
  const isQuiet = call.kind === 'option' || call.kind === 'wait' || call.error !== undefined;
  return isQuiet ? 'quiet' : undefined;
}

/** Whether a call failed; errors that mean "not yet" do not count. */
function isError({ error }: CallRecord): boolean {
  return error !== undefined && !NOT_YET.has(error) && !error.startsWith('ERESTART');
}

/** The second argument of execve(2) as a command line. */
function commandOf(call: CallRecord): string[] {
  const words = WORDS.exec(call.args ?? '')?.[1] ?? '';
  return [...words.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, word]) => word!);
}
