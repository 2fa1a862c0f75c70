/** Keeps the packets of the recorded program, and of nobody else, although the call that shows a socket comes later. */
import type { CallRecord } from '@wireside/trace';
import { MAX_UNCOUNTED } from '@wireside/trace';
import type { PcapRecord } from '@wireside/wire';
import type { SocketRow } from '../agent/socket-table.ts';
import { interfaceOf, networkPart } from './flow.ts';
import type { Flow } from './flow.ts';

/** Packets of one program that are kept, and their bytes. */
const MAX_PACKETS = 200_000;
const MAX_BYTES = 512 << 20;
/** Packets that are held while it is not known yet whose they are, and their bytes; the oldest are forgotten first. */
const MAX_HELD = 100_000;
const MAX_HELD_BYTES = 32 << 20;
/** How long a packet is held, µs: the tracer's line about its socket comes within milliseconds, on a busy machine later. */
const MAX_WAIT = 10_000_000;
/** Ends and calls that are kept in mind. */
const MAX_KNOWN = 65_536;
/** How much earlier than its call a packet may have been stamped, and later than its return, µs. */
const CLOCK_SKEW = 5000;
/** How long after a UDP socket was closed packets may still be its own, such as an ICMP error. µs. */
const AFTER_CLOSE = 500_000;
/** How far apart two interfaces show one packet, such as a bridge and the device behind it. µs. */
const MAX_TRANSIT = 10_000;
/** Packets of a direction that are compared. */
const MAX_COMPARED = 8;

/** A packet and where it belongs. */
interface Held {
  readonly packet: PcapRecord;
  readonly flow: Flow;
  readonly at: number;
}

/** A connect() whose local end is not known. */
interface Connecting {
  readonly fd: number | undefined;
  /** The thread that called; not known while the call has not returned. */
  readonly process: number | undefined;
  readonly began: number;
  readonly remote: string;
  /** When the call had returned at the earliest, and at the latest. µs since the epoch. */
  readonly returned: number;
  to: number;
}

/** When a UDP port belonged to the program. */
interface Owned {
  readonly from: number;
  to: number;
}

/** What is needed of a call, also of one that has not returned. */
export type SeenCall = Pick<CallRecord, 'kind' | 'at' | 'took' | 'fd' | 'socket' | 'args' | 'ret'> &
  Partial<Pick<CallRecord, 'process'>>;

/** Decides which packets belong to a program, from what its calls show of its sockets. */
export class OwnPackets {
  /** Packets that were kept, and those that were more than are kept. */
  kept = 0;
  dropped = 0;
  readonly #isLocal: (address: string) => boolean;
  readonly #linkType: () => number;
  /** Its connections: `local remote`. */
  readonly #flows = new Set<string>();
  /** TCP ports on which it listens. */
  readonly #listening = new Set<number>();
  /** Its UDP ports. */
  readonly #ports = new Map<number, Owned>();
  /** By descriptor: since when a UDP socket exists whose port is not known. */
  readonly #unbound = new Map<number, number>();
  /** Connects without a known local end, such as refused ones. */
  #connecting: Connecting[] = [];
  #ready: Held[] = [];
  #held: Held[] = [];
  #heldBytes = 0;
  #bytes = 0;
  /** The last packets of each direction. */
  readonly #last = new Map<string, Held[]>();

  /**
   * @param isLocal whether an address is one of this computer's
   * @param linkType LINKTYPE_ value of the packets, once there are any
   */
  constructor(isLocal: (address: string) => boolean, linkType: () => number) {
    this.#isLocal = isLocal;
    this.#linkType = linkType;
  }

  /** A call of the program, which shows a socket. */
  sees(call: SeenCall): void {
    const { socket, kind, process, at } = call;
    // The thread goes on, so its connect() has returned.
    for (const one of this.#connecting)
      if (process !== undefined && one.process === process)
        one.to = Math.min(one.to, Math.max(one.returned, at) + CLOCK_SKEW);
    if (socket === undefined || this.#flows.size + this.#ports.size > MAX_KNOWN) return;
    const local = socket.local === undefined ? undefined : plain(socket.local);
    if (socket.protocol.startsWith('UDP')) return this.#seesUdp(call, local);
    if (!socket.protocol.startsWith('TCP')) return;
    const remote = socket.remote === undefined ? undefined : plain(socket.remote);
    if (local !== undefined && remote !== undefined) this.#connects(local, remote, call.fd);
    else if (kind === 'listen' && local !== undefined) this.#listening.add(portOf(local));
    else if (kind === 'connect' && call.args !== undefined) this.#begins(call, plain(call.args));
  }

  /** A socket that the program had open before it was recorded. */
  opens({ protocol, local, remote, state }: SocketRow): void {
    const port = portOf(local);
    if (protocol.startsWith('udp')) this.#ports.set(port, { from: 0, to: Infinity });
    else if (state === 'LISTEN') this.#listening.add(port);
    else this.#flows.add(`${plain(local)} ${plain(remote)}`);
  }

  /** Whether a connection is one of the program's. */
  hasConnection(local: string, remote: string): boolean {
    return this.#flows.has(`${plain(local)} ${plain(remote)}`);
  }

  /** A packet of this computer. */
  packet(packet: PcapRecord, flow: Flow): void {
    const at = packet.seconds * 1e6 + packet.nanos / 1e3;
    this.#held.push({ packet, flow, at });
    this.#heldBytes += packet.data.length;
    if (this.#heldBytes > MAX_HELD_BYTES || this.#held.length > MAX_HELD) this.settle(at);
  }

  /** Looks whose the held packets are. @param now forgets those that have been held too long before this time */
  settle(now: number): void {
    const still: Held[] = [];
    let bytes = 0;
    for (const held of this.#held) {
      if (this.#isOwn(held)) this.#keep(held);
      else if (now - held.at <= MAX_WAIT) {
        still.push(held);
        bytes += held.packet.data.length;
      }
    }
    // A busy computer: the oldest are the least likely to be claimed.
    let from = 0;
    while (bytes > MAX_HELD_BYTES / 2 || still.length - from > MAX_HELD / 2) {
      bytes -= still[from++]!.packet.data.length;
    }
    this.#held = still.slice(from);
    this.#heldBytes = bytes;
  }

  /** Takes the program's packets that were before a time, in their order. Earlier ones can no longer be claimed. */
  take(now = Infinity): PcapRecord[] {
    const before = now - MAX_WAIT;
    this.#ready.sort((a, b) => a.at - b.at);
    const count = this.#ready.findIndex(({ at }) => at >= before);
    const taken = this.#ready.splice(0, count < 0 ? this.#ready.length : count);
    return taken.filter((held) => !this.#isSeenTwice(held)).map(({ packet }) => packet);
  }

  #seesUdp({ kind, at, fd, ret }: SeenCall, local: string | undefined): void {
    const number = kind === 'socket' ? ret : fd;
    const port = local === undefined ? 0 : portOf(local);
    if (!(port > 0)) {
      if (number === undefined) return;
      if (kind === 'close') this.#unbound.delete(number);
      else if (kind === 'socket' || !this.#unbound.has(number)) this.#unbound.set(number, at);
      return;
    }
    const began = (number === undefined ? undefined : this.#unbound.get(number)) ?? at;
    if (number !== undefined) this.#unbound.delete(number);
    let owned = this.#ports.get(port);
    if (owned === undefined || owned.to < began) {
      this.#ports.set(port, (owned = { from: began - CLOCK_SKEW, to: Infinity }));
    }
    owned.to = kind === 'close' ? at + AFTER_CLOSE : Infinity;
  }

  #connects(local: string, remote: string, fd: number | undefined): void {
    this.#flows.add(`${local} ${remote}`);
    if (this.#connecting.length === 0) return;
    this.#connecting = this.#connecting.filter((one) => one.fd !== fd || one.remote !== remote);
  }

  /** One that does not block goes on after the call; what comes next on the socket shows its local end. */
  #begins({ at, took, fd, process }: SeenCall, remote: string): void {
    const others = this.#connecting.filter((one) => one.fd !== fd || one.began !== at);
    const returned = at + (took ?? Infinity);
    others.push({ fd, process, began: at, remote, returned, to: returned + MAX_UNCOUNTED });
    this.#connecting = others.slice(-MAX_COMPARED * MAX_COMPARED);
  }

  #keep(held: Held): void {
    this.#bytes += held.packet.data.length;
    if (this.kept >= MAX_PACKETS || this.#bytes > MAX_BYTES) {
      this.dropped++;
      return;
    }
    this.kept++;
    this.#ready.push(held);
  }

  #isOwn({ flow, at }: Held): boolean {
    const { protocol, source, sourcePort, destination, destinationPort } = flow;
    if (protocol === 'udp') {
      return (
        (this.#ownsPort(sourcePort, at) && this.#isLocal(source)) ||
        (this.#ownsPort(destinationPort, at) && (this.#isLocal(destination) || isToMany(destination)))
      );
    }
    const from = endpoint(source, sourcePort);
    const to = endpoint(destination, destinationPort);
    if (this.#flows.has(`${from} ${to}`) || this.#flows.has(`${to} ${from}`)) return true;
    if (this.#listening.has(sourcePort) && this.#isLocal(source)) return true;
    if (this.#listening.has(destinationPort) && this.#isLocal(destination)) return true;
    for (const { remote, began, to: end } of this.#connecting) {
      if (at < began - CLOCK_SKEW || at > end) continue;
      if (remote !== to && remote !== from) continue;
      this.#flows.add(remote === to ? `${from} ${to}` : `${to} ${from}`);
      return true;
    }
    return false;
  }

  #ownsPort(port: number, at: number): boolean {
    const owned = this.#ports.get(port);
    return owned !== undefined && at >= owned.from && at <= owned.to;
  }

  /** Whether another interface showed the same packet just before: a bridge and the device behind it, for example. */
  #isSeenTwice(held: Held): boolean {
    const linkType = this.#linkType();
    const { packet, flow, at } = held;
    const number = interfaceOf(packet.data, linkType);
    if (number === undefined) return false;
    const key = `${endpoint(flow.source, flow.sourcePort)} ${endpoint(flow.destination, flow.destinationPort)}`;
    const bytes = networkPart(packet.data, linkType);
    const before = this.#last.get(key) ?? [];
    const isSame = before.some(
      (other) =>
        at - other.at < MAX_TRANSIT &&
        interfaceOf(other.packet.data, linkType) !== number &&
        bytes.equals(networkPart(other.packet.data, linkType)),
    );
    if (isSame) {
      this.kept--;
      return true;
    }
    if (this.#last.size > MAX_KNOWN) this.#last.clear();
    this.#last.set(key, [...before.slice(1 - MAX_COMPARED), held]);
    return false;
  }
}

const portOf = (end: string): number => Number(end.slice(end.lastIndexOf(':') + 1));

function endpoint(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

/** Whether an address is that of a group, or a broadcast. */
function isToMany(address: string): boolean {
  return address.includes(':')
    ? /^ff/i.test(address)
    : Number(address.split('.', 1)[0]) >= 224 || address.endsWith('.255');
}

/** IPv4 addresses that an IPv6 socket uses (RFC 4291, 2.5.5.2) are those of the packets. */
function plain(end: string): string {
  return end
    .replace(/^\[::ffff:(\d+\.\d+\.\d+\.\d+)\]/i, '$1')
    .replace(/^\[::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})\]/i, (_, high: string, low: string) => {
      const [a, b] = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
      return `${a >> 8}.${a & 255}.${b >> 8}.${b & 255}`;
    });
}
