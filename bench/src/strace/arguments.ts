/** Reads the arguments of a call as strace prints them: descriptors, sockets, addresses, bytes. */
import type { SocketReference } from '@wireside/trace';

export interface Descriptor {
  fd: number;
  socket?: SocketReference;
  /** What else the descriptor is: a path, `pipe:[…]`, … */
  path?: string;
  /** Arguments after the descriptor. */
  rest: string;
}

/** Reads `3<TCP:[10.0.0.2:4000->10.0.0.1:5003]>, …`; null where the arguments do not begin with a descriptor. */
export function readDescriptor(args: string): Descriptor | null {
  const match = /^(-?\d+)(?:<(.*?)>)?(?=,|$)/.exec(args);
  if (match === null) return null;
  const rest = args.slice(match[0].length).replace(/^, ?/, '');
  const fd = Number(match[1]);
  if (match[2] === undefined) return { fd, rest };
  const socket = readSocket(match[2]);
  return socket === null ? { fd, path: match[2], rest } : { fd, socket, rest };
}

/** Reads a socket's decoration: `TCP:[10.0.0.2:4000->10.0.0.1:5003]`, `UDP:[0.0.0.0:53]`, `TCP:[1234]`. */
export function readSocket(decoration: string): SocketReference | null {
  const match = /^([A-Z][A-Za-z0-9-]*):\[(.*)\]$/.exec(decoration);
  if (match === null) return null;
  const protocol = match[1] as string;
  const inside = match[2] as string;
  if (/^\d+$/.test(inside)) return { protocol, inode: Number(inside) };
  const arrow = inside.indexOf('->');
  if (arrow < 0) return { protocol, local: inside };
  return { protocol, local: inside.slice(0, arrow), remote: inside.slice(arrow + 2) };
}

/** The socket address in the arguments of connect(2), bind(2), sendto(2)…, as `address:port`. */
export function readAddress(args: string): string | null {
  const port = /sin6?_port=htons\((\d+)\)/.exec(args)?.[1];
  if (port === undefined) return null;
  const ipv4 = /inet_addr\("([\d.]+)"\)/.exec(args)?.[1];
  if (ipv4 !== undefined) return `${ipv4}:${port}`;
  const ipv6 = /inet_pton\(AF_INET6, "([0-9a-fA-F:.]+)"/.exec(args)?.[1];
  return ipv6 === undefined ? null : `[${ipv6}]:${port}`;
}

/** The strings in the arguments, still escaped, joined; `…` at the end where strace shortened one. */
export function readData(args: string): string | null {
  let data: string | null = null;
  for (const match of args.matchAll(/(?:^|[ =[])"((?:[^"\\]|\\.)*)"(\.\.\.)?/g)) {
    data = (data ?? '') + match[1];
    if (match[2] !== undefined) return `${data}…`;
  }
  return data;
}

/** How many bytes a call had room for or was given: its length argument, or the sum of its vector's. */
export function readSize(args: string): number | null {
  const vector = [...args.matchAll(/iov_len=(\d+)/g)];
  if (vector.length > 0) return vector.reduce((sum, match) => sum + Number(match[1]), 0);
  // After the buffer, a string or a pointer.
  const length = /^(?:"(?:[^"\\]|\\.)*"(?:\.\.\.)?|0x[0-9a-f]+|NULL), (\d+)(?:,|$)/.exec(args)?.[1];
  return length === undefined ? null : Number(length);
}
