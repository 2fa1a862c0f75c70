/** Shows the sockets of calls that have not returned: a program may wait in one for hours. */
import { readAddress, readDescriptor } from '../strace/arguments.ts';
import { parseStraceLine } from '../strace/line.ts';
import type { SeenCall } from './own-packets.ts';

/** How a line about such a call ends. */
const UNFINISHED = '<unfinished ...>';

/** The call of a line, if it has not returned and is on a socket. */
export function unfinishedCall(text: string): SeenCall | undefined {
  if (!text.endsWith(UNFINISHED)) return undefined;
  const line = parseStraceLine(text);
  if (line?.type !== 'unfinished') return undefined;
  const descriptor = readDescriptor(line.args);
  if (descriptor?.socket === undefined) return undefined;
  const { fd, socket } = descriptor;
  if (line.name !== 'connect') return { kind: 'other', at: line.at, fd, socket };
  const args = readAddress(line.args);
  return { kind: 'connect', at: line.at, fd, socket, ...(args === undefined ? {} : { args }) };
}
