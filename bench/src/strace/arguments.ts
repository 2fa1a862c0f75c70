/** Reads the arguments of a call as strace prints them: descriptors, sockets, addresses, data. */
import type { SocketReference } from '@wireside/trace';

/** A descriptor at the beginning of a call's arguments. */
export interface Descriptor {
  readonly fd: number;
  readonly socket?: SocketReference;
  /** What the descriptor is if it is not a socket: a path, `pipe:[…]`, … */
  readonly path?: string;
  /** The arguments after the descriptor. */
  readonly rest: string;
}

/** Reads `3<TCP:[10.0.0.2:4000->10.0.0.1:5003]>, …`; undefined where the arguments do not begin with a descriptor. */
export function readDescriptor(args: string): Descriptor | undefined {
  const match = /^(-?\d+)(?:<(.*?)>)?(?=,|$)/.exec(args);
  if (match === null) return undefined;
  const rest = args.slice(match[0].length).replace(/^, ?/, '');
  const fd = Number(match[1]);
  if (match[2] === undefined) return { fd, rest };
  const socket = readSocket(match[2]);
  return socket === undefined ? { fd, path: plainPath(match[2]), rest } : { fd, socket, rest };
}

/** A path without what -yy adds to that of a device: `/dev/pts/0<char 136:0>`. */
export function plainPath(what: string): string {
  return what.endsWith('>') ? what.replace(/<(?:char|block) \d+:\d+>$/, '') : what;
}

/** Sockets that were read, by how strace showed them: a program makes very many calls on few sockets. */
const known = new Map<string, SocketReference | undefined>();
const MAX_KNOWN = 1000;

/**
 * Reads how -yy shows a socket: `TCP:[10.0.0.2:4000->10.0.0.1:5003]`, `UDP:[0.0.0.0:53]`, `TCP:[1234]`. Returns the same
 * object for the same text, mostly.
 */
export function readSocket(decoration: string): SocketReference | undefined {
  let socket = known.get(decoration);
  if (socket !== undefined || known.has(decoration)) return socket;
  socket = parseSocket(decoration);
  if (known.size >= MAX_KNOWN) known.clear();
  known.set(decoration, socket);
  return socket;
}

function parseSocket(decoration: string): SocketReference | undefined {
  const match = /^([A-Z][A-Za-z0-9-]*):\[(.*)\]$/.exec(decoration);
  if (match === null) return undefined;
  const protocol = match[1]!;
  const inside = match[2]!;
  if (/^\d+$/.test(inside)) return { protocol, inode: Number(inside) };
  const arrow = inside.indexOf('->');
  if (arrow < 0) return { protocol, local: inside };
  return { protocol, local: inside.slice(0, arrow), remote: inside.slice(arrow + 2) };
}

/** The socket address in the arguments of connect(2), bind(2), sendto(2)…, as `address:port`. */
export function readAddress(args: string): string | undefined {
  const port = /sin6?_port=htons\((\d+)\)/.exec(args)?.[1];
  if (port === undefined) return undefined;
  const ipv4 = /inet_addr\("([\d.]+)"\)/.exec(args)?.[1];
  if (ipv4 !== undefined) return `${ipv4}:${port}`;
  const ipv6 = /inet_pton\(AF_INET6, "([0-9a-fA-F:.]+)"/.exec(args)?.[1];
  return ipv6 === undefined ? undefined : `[${ipv6}]:${port}`;
}

/** The strings in the arguments, still escaped, joined; with `…` at the end where strace shortened one. */
export function readData(args: string): string | undefined {
  let data: string | undefined;
  // Addresses are strings too, and no data.
  for (const match of args.matchAll(
    /(?:^|(?<!AF_INET6,|sa_data|sun_path)[ =[])"((?:[^"\\]|\\.)*)"(\.\.\.)?/g,
  )) {
    data = (data ?? '') + match[1];
    if (match[2] !== undefined) return `${data}…`;
  }
  return data;
}

/**
 * The size of a call's buffer in bytes: its length argument, or the sum of the lengths in its vector (of all vectors of
 * sendmmsg and recvmmsg).
 */
export function readSize(args: string): number | undefined {
  const vector = [...args.matchAll(/iov_len=(\d+)/g)];
  if (vector.length > 0) return vector.reduce((sum, match) => sum + Number(match[1]), 0);
  // The length follows the buffer, which is a string or a pointer.
  const length = /^(?:"(?:[^"\\]|\\.)*"(?:\.\.\.)?|0x[0-9a-f]+|NULL), (\d+)(?:,|$)/.exec(args)?.[1];
  return length === undefined ? undefined : Number(length);
}

/** The flags of a call that moves bytes, such as `MSG_PEEK|MSG_DONTWAIT`; undefined where there are none. */
export function readFlags(args: string): string | undefined {
  if (!args.includes('MSG_')) return undefined; // most calls
  // Not those in a string of the program, nor those that the kernel returned in a header.
  return /(?:^|, )(MSG_[A-Z_|0-9x]+)(?=, |$)/.exec(
    args.replace(/"(?:[^"\\]|\\.)*"|msg_flags=[A-Z_|0-9x]+/g, ''),
  )?.[1];
}

/** The length of each datagram that sendmmsg(2) or recvmmsg(2) moved. */
export function readDatagramSizes(args: string): number[] {
  return [...args.matchAll(/\bmsg_len=(\d+)/g)].map((match) => Number(match[1]));
}

/** How -yy shows what a descriptor is, inside arguments. */
const DECORATION = /(\d)<(?:[^<>-]|->?|<[^<>]*>)*>/g;

/** The arguments of a call that waits, without what its descriptors are: `[5 POLLIN], 1, 10`. */
export function waitText(args: string): string {
  return args.replace(DECORATION, '$1').replace(/\{fd=(-?\d+), events=([^{}]*)\}/g, '$1 $2');
}

/** The descriptors for which a call waits, with what they are. */
export function readDescriptors(args: string): { readonly fd: number; readonly what?: string }[] {
  return [...args.matchAll(/(?:[[ ]|\{fd=)(\d+)<((?:[^<>-]|->?|<[^<>]*>)*)>/g)].map((match) => ({
    fd: Number(match[1]),
    what: match[2]!,
  }));
}
