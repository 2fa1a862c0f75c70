/** What the cells of actors say, in words. */
import type {
  ActorCell,
  CallCell,
  EndCell,
  FoldedCell,
  LineCell,
  LookupCell,
  PeerCell,
  ProcessEndCell,
  SceneCell,
  StartCell,
} from './types.ts';
import { countText, numberText } from '@wireside/wire';
import { columnDuration } from '../text.ts';

/** What a cell says. Not escaped. */
export interface Words {
  /** What is always shown, over several lines if there is no room. */
  readonly text: string;
  /** The text in fewer words, which may be shown in its place. */
  readonly brief?: string;
  /** What is worth adding where there is room. */
  readonly more?: string;
  /** Bytes to quote, as text with escapes. */
  readonly quote?: string;
}

/** What a cell of an actor says, except for a line. */
export function actorWords(cell: Exclude<ActorCell, LineCell>): Words {
  switch (cell.kind) {
    case 'call':
      return callWords(cell);
    case 'start':
      return { text: startText(cell) };
    case 'process-end':
      return { text: processEndText(cell) };
    case 'lines':
      return {
        text: `${cell.stream === 'stderr' ? 'errors' : 'prints'} lines ${cell.n} to ${cell.last} at once`,
      };
    case 'end':
      return endWords(cell);
    case 'lookup':
      return { text: lookupText(cell) };
    case 'scene':
      return { text: sceneText(cell) };
    case 'peer':
      return peerWords(cell);
    case 'folded':
      return { text: foldedText(cell) };
  }
}

/** What a line says about itself; its bytes are quoted separately. @param sign stands for "prints". */
export function lineWords({ stream, n, bytes, length, ended }: LineCell, sign: string): Required<Words> {
  const isError = stream === 'stderr';
  return {
    text: `${isError ? 'stderr' : 'prints'} ${n}:`,
    brief: isError ? `stderr ${n}:` : `${sign} ${n}`,
    more: length > bytes.length ? countText(length, 'byte') : ended ? '' : 'no newline',
    quote: '',
  };
}

/** Calls whose arguments are an address. */
const WITH_ADDRESS: ReadonlySet<string> = new Set(['connect', 'bind', 'accept', 'send', 'receive']);
const MOVING: ReadonlySet<string> = new Set(['send', 'receive']);
const IS_ADDRESS = /^[\d[]/;
/** Calls whose arguments are always shown. */
const WITH_ARGUMENTS: ReadonlySet<string> = new Set(['option', 'listen', 'shutdown']);

function callWords(cell: CallCell): Words {
  const { args, waited, data, callKind } = cell;
  const isShown = WITH_ADDRESS.has(callKind) || WITH_ARGUMENTS.has(callKind);
  const more = [
    ...(args === undefined || isShown || isSignal(cell) ? [] : [args]),
    ...(waited === undefined ? [] : [`waited ${columnDuration(waited)}`]),
  ];
  return {
    text: momentText(cell, callName(cell)),
    brief: momentText(cell, callName(cell, false)),
    ...(more.length > 0 ? { more: more.join(', ') } : {}),
    ...(data === undefined ? {} : { quote: data }),
  };
}

const isSignal = ({ callKind, name }: CallCell): boolean => callKind === 'process' && name === 'signal';

/** `recvfrom(3, 18)`: with its process if it is not the first one, its options, and the size that was asked for. */
function callName(cell: CallCell, withDescriptor = true): string {
  const { name, fd, process } = cell;
  const maker = process === undefined ? '' : `P${process} `;
  const size = askedSize(cell);
  const flags = flagsOf(cell);
  const inside = [
    ...(fd === undefined ? [] : [String(fd)]),
    ...(isArgument(cell) ? [cell.args] : []),
    ...(size === undefined ? [] : [String(size)]),
    ...(flags === undefined ? [] : [flags]),
  ];
  // Beside other numbers the descriptor stays, or one of them would be taken for it.
  const isBrief = !withDescriptor && inside.length <= (fd === undefined ? 0 : 1);
  return `${maker}${name}${isBrief ? '' : `(${inside.join(', ')})`}`;
}

const isArgument = ({ callKind, args, moment }: CallCell): boolean =>
  args !== undefined && moment !== 'wait' && WITH_ARGUMENTS.has(callKind);

/** The size that was asked for, if it is not what the call moved. */
function askedSize({ size, ret, callKind, moment }: CallCell): number | undefined {
  if (size === undefined || (moment !== 'result' && moment !== 'unreturned')) return undefined;
  return callKind === 'send' && size === ret ? undefined : size;
}

function momentText(cell: CallCell, name: string): string {
  switch (cell.moment) {
    case 'result':
      return resultText(cell, name);
    case 'begin':
      return `${name} ${cell.args ?? ''}`;
    case 'wait':
      return `${name} waits`;
    case 'return':
      return `${name} returns`;
    case 'unreturned':
      return cell.callKind === 'process' ? name : `${name}${addressText(cell, ' to ')} never returned`;
  }
}

/** `connect(3) 10.0.0.1:5003 = ECONNREFUSED`, `accept(3) = 4 from 10.0.0.2:4000`, `recvfrom(3, 18) = 0 (end)`. */
function resultText(cell: CallCell, name: string): string {
  const { callKind, ret, error, times } = cell;
  // Not a call: a signal came.
  if (isSignal(cell)) {
    return `${cell.process === undefined ? '' : `P${cell.process} `}gets ${cell.args ?? 'a signal'}`;
  }
  // A receive of zero bytes means that the other end has sent everything (recv(2)); a datagram may be empty.
  const isEnd = callKind === 'receive' && ret === 0 && addressText(cell, '') === '';
  const result = isEnd ? '0 (end)' : (error ?? (ret === undefined ? '?' : String(ret)));
  const isBefore = callKind === 'connect' || callKind === 'bind';
  const before = isBefore ? addressText(cell, ' ') : '';
  const after =
    isBefore || error !== undefined ? '' : addressText(cell, callKind === 'send' ? ' to ' : ' from ');
  return `${name}${before} = ${result}${after}${times === undefined ? '' : `, ${times} times`}`;
}

/** The address of a call, if its arguments have one. Flags may follow it, of calls that move bytes. */
function addressText({ callKind, args }: CallCell, before: string): string {
  const address = args?.split(' ')[0] ?? '';
  if (!WITH_ADDRESS.has(callKind) || address === '') return '';
  return MOVING.has(callKind) && !IS_ADDRESS.test(address)
    ? ''
    : `${before}${MOVING.has(callKind) ? address : args}`;
}

/** `MSG_PEEK`: the flags of a call that moves bytes. */
function flagsOf({ callKind, args, moment }: CallCell): string | undefined {
  if (args === undefined || !MOVING.has(callKind) || moment === 'wait' || moment === 'return')
    return undefined;
  return args.split(' ').find((part) => !IS_ADDRESS.test(part));
}

function startText({ command, process }: StartCell): string {
  return `${process === undefined ? '' : `P${process} `}starts ${command.join(' ')}`;
}

function processEndText({ process, code, signal }: ProcessEndCell): string {
  return signal === undefined
    ? `P${process} exits with status ${code ?? '?'}`
    : `P${process} killed by ${signal}`;
}

function endWords({ end }: EndCell): Words {
  const refused = end.refused === undefined ? '' : `, refused: ${end.refused.join(', ')}`;
  const waiting = end.waitingIn === undefined ? '' : `, waiting in ${end.waitingIn}`;
  return { text: `${endText(end)}${waiting}${refused}` };
}

function endText({ reason, code, signal, limit }: EndCell['end']): string {
  switch (reason) {
    case 'exited':
      return `exits with status ${code ?? '?'}`;
    case 'signal':
      return `killed by ${signal ?? 'a signal'}`;
    case 'limit':
      return `stopped: ${limit ?? 'a'} limit exceeded`;
    case 'stopped':
      return 'stopped';
  }
}

function lookupText({ name, type, answer, code }: LookupCell): string {
  const none = code === 'NOERROR' ? 'no address' : code;
  return `looks up ${name} ${type}: ${answer.length === 0 ? none : answer.join(', ')}`;
}

function sceneText({ event, text, host }: SceneCell): string {
  switch (event) {
    case 'type':
      return `reads a typed line: ${text ?? ''}`;
    case 'close-input':
      return 'standard input is closed';
    case 'signal':
      return `is sent ${text ?? 'a signal'}${text === 'SIGINT' ? ' (Ctrl-C)' : ''}`;
    case 'wire-down':
    case 'wire-up':
      return `the wire of ${host ?? 'a host'} goes ${event === 'wire-down' ? 'down' : 'up'}`;
    case 'end':
      return 'the scene ends';
    case 'start':
      return 'is started';
    case 'ended':
      return 'has ended';
    case 'missed':
      return `does not happen: ${text ?? 'a step'}`;
  }
}

function peerWords({ connection, event, isListener, length, address, note, data }: PeerCell): Words {
  const which = connection === undefined ? '' : `[${connection}] `;
  const bytes = length === undefined ? '' : ` ${sizeText(length)}`;
  const where = address === undefined ? '' : ` ${address}`;
  const why = note === undefined ? '' : `: ${note}`;
  return {
    text: isListener ? `listen ends${why}` : `${which}${event}${bytes}${where}${why}`,
    ...(data === undefined ? {} : { quote: data }),
  };
}

/** `3 to 7`; `3` alone. */
export const rangeText = ([first, last]: readonly [number, number]): string =>
  first === last ? String(first) : `${first} to ${last}`;

function foldedText({ count, names, like, lines, isProbing }: FoldedCell): string {
  if (like !== undefined) {
    const { times: _, ...once } = like.kind === 'call' ? like : { ...like, times: 1 };
    return `${numberText(count)} times ${once.kind === 'call' ? momentText(once, callName(once)) : startText(once)}`;
  }
  const named = names.map((one) => `${numberText(one.count)} ${one.name}`).join(', ');
  const parts = [
    ...(count > 0 ? [named] : []),
    ...(lines === undefined ? [] : [`prints ${rangeText(lines)}`]),
  ];
  return `${isProbing ? 'run-time system: ' : ''}${parts.join(', ')}`;
}

/** A number of bytes in few columns: `1,448 B`. */
export const sizeText = (bytes: number): string => `${numberText(bytes)} B`;
