/** The name server of a scene's network: it knows the hosts, and says of everything else at once that it does not exist. */
import { createSocket } from 'node:dgram';
import type { Socket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, isIPv6 } from 'node:net';
import type { Socket as Connection } from 'node:net';
import { formatAddress } from '@wireside/peers';
import type { HostDescription, LookupRecord } from '@wireside/trace';
import { realtime } from './clock.ts';
import { CODE, nameBytes, readQuestion, TYPE, typeName, writeAnswer, writeRefusal } from './dns.ts';
import type { Answer, Question } from './dns.ts';
import type { Unnumbered } from './lanes.ts';
import type { Network } from './network.ts';

const PORT = 53;
/** Maximum number of connections at a time, and how long one may be silent. ms. */
const MAX_CONNECTIONS = 16;
const CONNECTION_TIMEOUT = 5000;
/** Bytes of the length before each message over TCP (RFC 1035, 4.2.2). */
const LENGTH_SIZE = 2;
const IPV4_SIZE = 4;

/** Called with each lookup. */
type OnLookup = (record: Unnumbered<LookupRecord>) => void;

/** A name server that is running. */
export interface NameServer {
  close(): Promise<void>;
}

/**
 * Starts the name server of a network, over UDP and TCP.
 * @throws {Error} when it cannot listen at the network's address for it
 */
export async function startNameServer(network: Network, onLookup: OnLookup): Promise<NameServer> {
  const zone = new Zone(network.hosts.map(({ description }) => description));
  const answer = (message: Uint8Array, remote: string): Uint8Array | undefined => {
    const question = readQuestion(message);
    if (question === undefined) return undefined;
    if (typeof question === 'number') return writeRefusal(message, question);
    const found = zone.find(question);
    onLookup({
      at: realtime(),
      remote,
      name: question.name,
      type: typeName(question.type),
      answer: found.texts,
      code: found.code === CODE.NOERROR ? 'NOERROR' : 'NXDOMAIN',
    });
    return writeAnswer(question, found);
  };
  const address = network.nameServer;
  const udp = await overUdp(address, answer);
  try {
    const tcp = await overTcp(address, answer);
    return {
      close: async () => {
        udp.close();
        await tcp.close();
      },
    };
  } catch (error) {
    udp.close();
    throw error;
  }
}

/** Answers a message from `remote`; undefined for what is no question. */
type AnswerTo = (message: Uint8Array, remote: string) => Uint8Array | undefined;

async function overUdp(address: string, answer: AnswerTo): Promise<Socket> {
  const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
  socket.on('message', (message, { address: from, port }) => {
    const reply = answer(message, formatAddress(from, port));
    if (reply !== undefined) socket.send(reply, port, from, () => {});
  });
  socket.bind(PORT, address);
  await once(socket, 'listening');
  socket.on('error', () => {});
  return socket;
}

async function overTcp(address: string, answer: AnswerTo): Promise<NameServer> {
  const open = new Set<Connection>();
  const server = createServer((connection) => {
    open.add(connection);
    connection.on('close', () => open.delete(connection)).on('error', () => {});
    connection.setTimeout(CONNECTION_TIMEOUT, () => connection.destroy());
    let held: Buffer = Buffer.alloc(0);
    connection.on('data', (chunk: Buffer) => {
      held = Buffer.concat([held, chunk]);
      while (held.length >= LENGTH_SIZE && held.length >= LENGTH_SIZE + held.readUInt16BE()) {
        const end = LENGTH_SIZE + held.readUInt16BE();
        const remote = formatAddress(connection.remoteAddress, connection.remotePort);
        const reply = answer(held.subarray(LENGTH_SIZE, end), remote);
        held = held.subarray(end);
        if (reply === undefined) return void connection.destroy();
        connection.write(Buffer.concat([Buffer.from([reply.length >> 8, reply.length & 0xff]), reply]));
      }
    });
  });
  server.maxConnections = MAX_CONNECTIONS;
  server.listen(PORT, address);
  await once(server, 'listening');
  return {
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const connection of open) connection.destroy();
      await closed;
    },
  };
}

/** An answer, and what it says in words. */
interface Found extends Answer {
  readonly texts: readonly string[];
}

/** What the name server knows. */
class Zone {
  readonly #hosts = new Map<string, HostDescription>();
  /** Names for addresses, as `1.0.0.10.in-addr.arpa` (RFC 1035, 3.5; RFC 3596, 2.5). */
  readonly #names = new Map<string, string>();

  constructor(hosts: readonly HostDescription[]) {
    for (const host of hosts) {
      for (const name of host.names) this.#hosts.set(name.toLowerCase(), host);
      for (const address of [host.ipv4, host.ipv6, ...(host.more ?? [])]) {
        if (address !== undefined) this.#names.set(reverseName(address), host.names[0] ?? host.name);
      }
    }
  }

  find({ name, type }: Question): Found {
    const key = name.toLowerCase();
    const pointer = this.#names.get(key);
    if (pointer !== undefined) {
      const texts = type === TYPE.PTR ? [pointer] : [];
      return { code: CODE.NOERROR, texts, records: texts.map(nameBytes) };
    }
    const host = this.#hosts.get(key);
    if (host === undefined) return { code: CODE.NXDOMAIN, texts: [], records: [] };
    const address = type === TYPE.A ? host.ipv4 : type === TYPE.AAAA ? host.ipv6 : undefined;
    const texts = address === undefined ? [] : [address];
    return { code: CODE.NOERROR, texts, records: texts.map(addressBytes) };
  }
}

function addressBytes(address: string): Uint8Array {
  if (!isIPv6(address)) return Uint8Array.from(address.split('.'), Number);
  const [head = '', tail = ''] = address.split('::');
  const groups = (text: string): number[] =>
    text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
  const [before, after] = [groups(head), groups(tail)];
  const all = [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
  return Uint8Array.from(all.flatMap((group) => [group >> 8, group & 0xff]));
}

function reverseName(address: string): string {
  const bytes = addressBytes(address);
  if (bytes.length === IPV4_SIZE) return `${[...bytes].toReversed().join('.')}.in-addr.arpa`;
  const nibbles = [...bytes].flatMap((byte) => [byte >> 4, byte & 0xf]);
  return `${nibbles
    .toReversed()
    .map((nibble) => nibble.toString(16))
    .join('.')}.ip6.arpa`;
}
