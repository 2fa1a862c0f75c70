/** The sockets of a program: each with all calls on it, whichever process made them. */
import type { ActorConnection } from '../connection.ts';
import { normalEndpoint } from '../endpoint.ts';
import type { CallRecord, SocketReference } from '../format.ts';

/** One socket of a program, from the call that made it to its last close(). */
export interface SocketView {
  /** All calls on it, in the order in which they began; the call that made it is the first. */
  readonly calls: readonly CallRecord[];
  /** `TCP`, `TCPv6`, `UDP`, `UDPv6`, `UNIX`, … as the kernel names the protocol; empty where it never said. */
  readonly protocol: string;
  readonly isTcp: boolean;
  readonly isUdp: boolean;
  /** Its descriptor where it was made. */
  readonly fd: number;
  /** Its ends as `address:port`, IPv6 in brackets, as far as they are known; the other end also where connect() failed. */
  readonly local: string | undefined;
  readonly remote: string | undefined;
  /** Its connection in the capture; absent where it has none, and for UDP. */
  readonly connection: ActorConnection | undefined;
  /** The accept() that made it; absent for a socket of the program's own. */
  readonly accepted: CallRecord | undefined;
}

class OpenSocket {
  readonly calls: CallRecord[] = [];
  protocol = '';
  readonly fd: number;
  local: string | undefined;
  remote: string | undefined;
  accepted: CallRecord | undefined;
  readonly #connections: readonly ActorConnection[];

  constructor(connections: readonly ActorConnection[], fd: number) {
    this.#connections = connections;
    this.fd = fd;
  }

  get isTcp(): boolean {
    return this.protocol.startsWith('TCP');
  }

  get isUdp(): boolean {
    return this.protocol.startsWith('UDP');
  }

  get connection(): ActorConnection | undefined {
    if (this.isUdp || this.remote === undefined) return undefined;
    const numbers = new Set(this.calls.map(({ n }) => n));
    return (
      this.#connections.find((one) => one.local === this.local && one.remote === this.remote) ??
      this.#connections.find((one) => one.remote === this.remote && one.calls.some((n) => numbers.has(n)))
    );
  }

  add(call: CallRecord): void {
    this.calls.push(call);
    const { socket } = call;
    if (socket === undefined) return;
    if (this.protocol === '') this.protocol = socket.protocol;
    if (socket.local !== undefined) this.local = normalEndpoint(socket.local);
    if (socket.remote !== undefined) this.remote = normalEndpoint(socket.remote);
    if (call.kind === 'connect' && call.args !== undefined) this.remote = normalEndpoint(call.args);
  }
}

/** Sorts the calls of a program by their sockets, by inode, ends or descriptor, whichever the kernel said. */
class SocketTable {
  readonly found: OpenSocket[] = [];
  readonly #connections: readonly ActorConnection[];
  readonly #byInode = new Map<number, OpenSocket>();
  readonly #byEnds = new Map<string, OpenSocket>();
  /** The socket that a descriptor last named, in a process and in any. */
  readonly #byDescriptor = new Map<string, OpenSocket>();

  constructor(connections: readonly ActorConnection[]) {
    this.#connections = connections;
  }

  add(call: CallRecord): void {
    const { kind, fd, socket, ret, process } = call;
    if (socket === undefined) return;
    if (kind === 'socket') {
      // socketpair(2) returns 0.
      if (ret !== undefined && ret >= 3) this.#made(process, ret, call, socket.inode);
    } else if (fd !== undefined) {
      this.#used(call, fd, socket);
      if (kind === 'accept' && ret !== undefined && ret >= 0) this.#accepted(call, ret, socket.protocol);
    }
  }

  #make(process: number, fd: number): OpenSocket {
    const made = new OpenSocket(this.#connections, fd);
    this.found.push(made);
    this.#byDescriptor.set(`${process} ${fd}`, made);
    this.#byDescriptor.set(`${fd}`, made);
    return made;
  }

  #made(process: number, fd: number, call: CallRecord, inode: number | undefined): void {
    const made = this.#make(process, fd);
    made.add(call);
    if (inode !== undefined) this.#byInode.set(inode, made);
  }

  #used(call: CallRecord, fd: number, { protocol, inode, local, remote }: SocketReference): void {
    const ends = local === undefined || remote === undefined ? undefined : `${protocol} ${local} ${remote}`;
    const one =
      (inode === undefined ? undefined : this.#byInode.get(inode)) ??
      (ends === undefined ? undefined : this.#byEnds.get(ends)) ??
      this.#named(call.process, fd, protocol, remote) ??
      this.#make(call.process, fd);
    one.add(call);
    if (inode !== undefined) this.#byInode.set(inode, one);
    if (ends !== undefined && !one.isUdp) this.#byEnds.set(ends, one);
  }

  /** The socket that a descriptor names, if it can have this other end. */
  #named(process: number, fd: number, protocol: string, remote: string | undefined): OpenSocket | undefined {
    const one = this.#byDescriptor.get(`${process} ${fd}`) ?? this.#byDescriptor.get(`${fd}`);
    if (one === undefined || one.protocol !== protocol) return undefined;
    const isPossible = remote === undefined || one.remote === undefined || one.isUdp;
    return isPossible || one.remote === normalEndpoint(remote) ? one : undefined;
  }

  #accepted(call: CallRecord, fd: number, protocol: string): void {
    const made = this.#make(call.process, fd);
    made.accepted = call;
    made.protocol = protocol;
    made.calls.push(call);
    if (call.args !== undefined) made.remote = normalEndpoint(call.args);
  }
}

/**
 * The sockets that a program used, in the order of their first calls.
 * @param calls those of the program, in order
 * @param connections those of the program
 */
export function socketsOf(
  calls: readonly CallRecord[],
  connections: readonly ActorConnection[],
): readonly SocketView[] {
  const table = new SocketTable(connections);
  for (const call of calls) table.add(call);
  return table.found;
}
