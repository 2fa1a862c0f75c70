/** What a call record says of a call's arguments: data and size, an address, a socket option, or their text. */
import type { CallKind, CallRecord } from '@wireside/trace';
import { readAddress, readData, readDatagramSizes, readFlags, readSize, waitText } from './arguments.ts';
import type { Mutable } from './line.ts';
import { optionText } from './socket-option.ts';

/** Maximum number of characters kept of a call's arguments. */
const MAX_ARGS = 160;
/** Maximum number of datagrams of one call whose sizes are kept. */
const MAX_DATAGRAMS = 64;

/** Kinds of calls that move bytes, whose data and size are recorded. */
export const MOVING: ReadonlySet<CallKind> = new Set(['send', 'receive', 'output', 'input']);
/** Kinds of calls whose argument of interest is an address. */
const ADDRESSING: ReadonlySet<CallKind> = new Set(['connect', 'bind', 'accept']);

/** Adds what is recorded of a call's arguments without its descriptor. */
export function addArguments(record: Mutable<CallRecord>, args: string): void {
  const { kind } = record;
  if (MOVING.has(kind)) addMoved(record, args);
  else if (ADDRESSING.has(kind)) record.args = readAddress(args) ?? args.slice(0, MAX_ARGS);
  else if (kind === 'wait') record.args = waitText(args).slice(0, MAX_ARGS);
  else if (kind === 'option') {
    const text = record.name.endsWith('name') ? readAddress(args) : optionText(args);
    record.args = (text ?? args).slice(0, MAX_ARGS);
  } else if (args !== '') record.args = args.slice(0, MAX_ARGS);
}

function addMoved(record: Mutable<CallRecord>, args: string): void {
  const data = readData(args);
  if (data !== undefined) record.data = data;
  const size = readSize(args);
  if (size !== undefined) record.size = size;
  const address = readAddress(args);
  const flags = readFlags(args);
  if (address !== undefined) record.args = flags === undefined ? address : `${address} ${flags}`;
  else if (flags !== undefined) record.args = flags;
  if (record.name.endsWith('mmsg')) {
    const sizes = readDatagramSizes(args);
    if (sizes.length > 0 && sizes.length <= MAX_DATAGRAMS) record.sizes = sizes;
  }
}
