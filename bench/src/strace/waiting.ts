/** Says on what a call waits that has not returned, for people. */
import type { CallRecord } from '@wireside/trace';
import { plainPath, readDescriptor, readDescriptors, readSocket } from './arguments.ts';

/** Maximum number of descriptors that are kept of one epoll instance, and of such instances. */
const MAX_WATCHED = 1024;
/** What a descriptor is called that is nothing else. */
const DESCRIPTOR = 'descriptor ';
/** Maximum number of descriptors that are named. */
const MAX_NAMED = 3;

/** Paths, as strace sees them, of a program's standard streams. */
export interface StreamPaths {
  readonly stdin: string;
  readonly stdout: string;
  readonly stderr: string;
}

/** The descriptors for which each epoll instance waits, as epoll_ctl(2) says. */
export class WatchedDescriptors {
  readonly #byInstance = new Map<number, Map<number, string>>();

  /** Takes the arguments of a call of epoll_ctl that succeeded: `6<…>, EPOLL_CTL_ADD, 5<…>, …`. */
  change(args: string): void {
    const instance = readDescriptor(args);
    if (instance === undefined) return;
    const operation = /^(EPOLL_CTL_\w+), /.exec(instance.rest)?.[1];
    const watched = readDescriptor(instance.rest.slice((operation ?? '').length + 2));
    if (operation === undefined || watched === undefined) return;
    let of = this.#byInstance.get(instance.fd);
    if (of === undefined) {
      if (this.#byInstance.size >= MAX_WATCHED) return;
      this.#byInstance.set(instance.fd, (of = new Map()));
    }
    if (operation === 'EPOLL_CTL_DEL') of.delete(watched.fd);
    else if (of.size < MAX_WATCHED)
      of.set(watched.fd, readDescriptors(` ${instance.rest}`).at(0)?.what ?? '');
  }

  /** The descriptors of an instance, with what they were when they were added. */
  of(instance: number): { fd: number; what: string }[] {
    return [...(this.#byInstance.get(instance) ?? [])].map(([fd, what]) => ({ fd, what }));
  }
}

/** On what a call waits: `10.0.0.2:41234 -> 10.0.0.1:5003`, `0.0.0.0:5000`, `standard input`; undefined if on nothing. */
export function waitingOn(
  record: CallRecord,
  args: string,
  streams: StreamPaths,
  watched: WatchedDescriptors,
): string | undefined {
  if (record.kind === 'connect' && record.args !== undefined) return record.args;
  const first = readDescriptor(args);
  if (record.kind === 'wait') {
    const isEpoll = record.name.startsWith('epoll');
    const of = isEpoll && first !== undefined ? watched.of(first.fd) : readDescriptors(args);
    return listText([...new Set(of.map(({ fd, what }) => endText(fd, what ?? '', streams)))]);
  }
  if (first === undefined) return undefined;
  const { socket, path, fd } = first;
  if (socket !== undefined) return socketText(socket) ?? `${DESCRIPTOR}${fd}`;
  return endText(fd, path ?? '', streams);
}

function endText(fd: number, decorated: string, { stdin, stdout, stderr }: StreamPaths): string {
  const what = plainPath(decorated);
  if (what === stdin) return 'standard input';
  if (what === stdout) return 'standard output';
  if (what === stderr) return 'standard error';
  const socket = readSocket(what);
  return (socket === undefined ? undefined : socketText(socket)) ?? `${DESCRIPTOR}${fd}`;
}

function socketText({
  local,
  remote,
}: {
  readonly local?: string;
  readonly remote?: string;
}): string | undefined {
  return remote === undefined ? local : `${local} -> ${remote}`;
}

function listText(all: readonly string[]): string | undefined {
  if (all.length === 0) return undefined;
  // A runtime's own descriptors say nothing beside sockets and standard streams.
  const known = all.filter((name) => !name.startsWith(DESCRIPTOR));
  const names = known.length > 0 ? known : all;
  const more = names.length - MAX_NAMED;
  const named = names.slice(0, MAX_NAMED);
  return more > 0 ? `${named.join(', ')} and ${more} more` : named.join(', ');
}
