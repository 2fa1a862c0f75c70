/** Traces written by hand for tests: a few packets, calls, peer's records and outputs. */
import { concat, enhancedPacket, interfaceDescription, openCapture, sectionHeader } from '@wireside/wire';
import type {
  CallRecord,
  MessageRecord,
  OutputRecord,
  PeerRecord,
  RunDescription,
  RunEnd,
} from './format.ts';
import { Model } from './model.ts';
import type { Trace } from './trace.ts';

const FLAGS: Readonly<Record<string, number>> = { F: 1, S: 2, R: 4, P: 8, A: 16 };
const STATION = [10, 0, 0, 2];
const SERVER = [10, 0, 0, 1];
const PORT = 4000;
const PEER_PORT = 5003;
/** Zero of the times in a literal trace, µs since the epoch. */
export const EPOCH = 1_700_000_000_000_000;

/**
 * A TCP packet: time in µs, `>` from the program or `<` from the peer, flags' letters, relative Seq and Ack, payload; or in
 * place of a payload a SACK block (RFC 2018), relative as Ack.
 */
export type LiteralPacket = [
  at: number,
  way: '>' | '<',
  flags: string,
  sequence: number,
  acknowledgment: number,
  payload?: string | number | Uint8Array | { readonly sack: readonly [left: number, right: number] },
];

/**
 * A UDP datagram: time in µs, `>` from the program or `<` from the peer, payload. `*` is one from the peer to
 * {@link GROUP}; `!` is the ICMP error "port unreachable" of the peer's host about one with this payload.
 */
type LiteralDatagram = readonly [at: number, way: '>' | '<' | '*' | '!', payload: string];

/** The multicast group of literal traces. */
export const GROUP = '239.1.2.3';

/** What a literal trace has. */
export interface LiteralTrace {
  packets?: readonly LiteralPacket[];
  /** They come after the packets in the capture. */
  readonly datagrams?: readonly LiteralDatagram[];
  /** A call that is `unreturned` has neither a duration nor a return value. */
  readonly calls?: readonly (Partial<CallRecord> & { unreturned?: true })[];
  readonly peer?: readonly Partial<PeerRecord>[];
  /** What the peer announced on its first connection; needs the peer's accept. Messages follow each other. */
  readonly messages?: readonly Pick<MessageRecord, 'length' | 'text' | 'over'>[];
  /** What was written to standard output, and when. */
  readonly output?: readonly [at: number, text: string][];
  readonly run?: Partial<RunDescription>;
  /** How the program ended; its time is from {@link EPOCH} too. */
  readonly ended?: RunEnd;
}

/** Handshake at 100, 110 and 120 µs. */
export const HANDSHAKE: readonly LiteralPacket[] = [
  [100, '>', 'S', 0, 0],
  [110, '<', 'SA', 0, 1],
  [120, '>', 'A', 1, 1],
];

/** The model of a {@link literalTrace}. */
export function literalModel(trace: LiteralTrace): Model {
  return new Model(literalTrace(trace));
}

/** Makes a trace. All times are µs from {@link EPOCH}; calls and records are numbered from 1. */
export function literalTrace({
  packets = [],
  datagrams = [],
  calls = [],
  peer = [],
  messages = [],
  output = [],
  run = {},
  ended,
}: LiteralTrace): Trace {
  const socket = { protocol: 'TCP', local: `10.0.0.2:${PORT}`, remote: `10.0.0.1:${PEER_PORT}` };
  const begin = { protocol: 'TCP' };
  let offset = 0;
  let messageOffset = 0;
  return {
    run: {
      version: 2,
      id: 'literal',
      seed: 'seed',
      network: 'wire',
      hosts: [
        { name: 'server', ipv4: '10.0.0.1', names: ['server.lab'] },
        { name: 'client', ipv4: '10.0.0.2', names: ['client.lab'] },
      ],
      actors: [
        {
          kind: 'peer',
          name: 'pmu',
          peer: 'pmu',
          host: 'server',
          role: 'server',
          address: '10.0.0.1',
          port: PEER_PORT,
          options: {},
        },
        {
          kind: 'program',
          name: 'client',
          host: 'client',
          role: 'client',
          command: ['PDC', 'pmu.lab'],
          files: [],
          limits: {},
          environment: {},
          ...(ended === undefined ? {} : { ended: { ...ended, at: EPOCH + ended.at } }),
        },
      ],
      impairments: [],
      started: { realtime: EPOCH, monotonic: 0 },
      faults: [],
      tools: {},
      ...run,
    },
    capture: openCapture(
      pcapng([
        ...packets.map(([at, ...rest]) => ({ at, data: tcpFrame(rest) })),
        ...datagrams.map(([at, way, payload]) => ({ at, data: udpFrame(way, payload) })),
      ]),
    ),
    calls: calls.map(({ unreturned, ...call }, i) => ({
      n: i + 1,
      actor: 'client',
      ...(unreturned ? {} : { took: 5, ret: 0 }),
      process: 1,
      name:
        { receive: 'recvfrom', send: 'sendto', output: 'write' }[call.kind as string] ?? call.kind ?? 'other',
      kind: 'other',
      fd: call.kind === 'output' ? 1 : 3,
      ...(call.kind === 'output' ? {} : { socket: call.kind === 'connect' ? begin : socket }),
      ...call,
      at: EPOCH + (call.at ?? 0),
    })),
    peer: peer.map((record, i) => ({
      n: i + 1,
      actor: 'pmu',
      event: 'send',
      connection: 0,
      ...(record.event === 'accept' ? { local: socket.remote, remote: socket.local } : {}),
      ...record,
      at: EPOCH + (record.at ?? 0),
    })),
    output: output.map(([at, text], i): OutputRecord => {
      const length = new TextEncoder().encode(text).length;
      offset += length;
      return {
        n: i + 1,
        at: EPOCH + at,
        actor: 'client',
        stream: 'stdout',
        offset: offset - length,
        length,
        text,
      };
    }),
    sockets: [],
    messages: messages.map(({ length, ...rest }, message): MessageRecord => {
      messageOffset += length;
      return {
        n: message + 1,
        at: EPOCH + 140,
        actor: 'pmu',
        connection: 0,
        local: socket.remote,
        remote: socket.local,
        message,
        offset: messageOffset - length,
        length,
        ...rest,
      };
    }),
    lookups: [],
    scene: [],
    problems: [],
    absent: [],
  };
}

function pcapng(frames: readonly { readonly at: number; readonly data: Uint8Array }[]): Uint8Array {
  const blocks = [sectionHeader(), interfaceDescription({ linkType: 1 })];
  for (const { at, data } of frames) {
    const time = EPOCH + at;
    const seconds = Math.floor(time / 1e6);
    blocks.push(enhancedPacket({ seconds, nanos: (time - seconds * 1e6) * 1000, data }));
  }
  return concat(blocks);
}

/** Bytes of the headers, and the numbers of the protocols above IPv4 (IANA). */
const ETHERNET = 14;
const IPV4 = 20;
const TCP = { header: 20, number: 6 };
const UDP = { header: 8, number: 17 };
const ICMP = { header: 8, number: 1 };
const ETHERTYPE_IPV4 = 0x0800;
const ACK = 16;
const WINDOW = 65_000;
/** Bytes of a SACK option with one block, padded. */
const SACK_LENGTH = 12;
/** Initial sequence numbers. */
const ORIGIN = { '>': 1000, '<': 9000 };

/** Ethernet and IPv4 around a transport protocol's header and the payload; checksums are zero. */
function frame(
  way: '>' | '<',
  transport: { readonly header: number; readonly number: number },
  payload: string | number | Uint8Array,
): { bytes: Uint8Array; header: DataView } {
  const data =
    typeof payload === 'number'
      ? new Uint8Array(payload)
      : typeof payload === 'string'
        ? new TextEncoder().encode(payload)
        : payload;
  const length = transport.header + data.length;
  const bytes = new Uint8Array(ETHERNET + IPV4 + length);
  const view = new DataView(bytes.buffer);
  view.setUint16(12, ETHERTYPE_IPV4);
  bytes.set([0x45, 0], ETHERNET);
  view.setUint16(ETHERNET + 2, IPV4 + length);
  bytes.set([64, transport.number], ETHERNET + 8);
  const [from, to] = way === '>' ? [STATION, SERVER] : [SERVER, STATION];
  bytes.set([...from, ...to], ETHERNET + 12);
  const header = new DataView(bytes.buffer, ETHERNET + IPV4);
  header.setUint16(0, way === '>' ? PORT : PEER_PORT);
  header.setUint16(2, way === '>' ? PEER_PORT : PORT);
  bytes.set(data, ETHERNET + IPV4 + transport.header);
  return { bytes, header };
}

function tcpFrame([way, letters, sequence, acknowledgment, payload = '']: LiteralPacket extends [
  number,
  ...infer Rest,
]
  ? Rest
  : never): Uint8Array {
  const sent = ORIGIN[way === '>' ? '<' : '>'];
  const isSack = typeof payload === 'object' && 'sack' in payload;
  const { bytes, header } = frame(way, TCP, isSack ? SACK_LENGTH : payload);
  if (isSack) {
    header.setUint32(TCP.header, 0x0101_050a); // two bytes of padding, SACK, its length
    header.setUint32(TCP.header + 4, sent + payload.sack[0]);
    header.setUint32(TCP.header + 8, sent + payload.sack[1]);
  }
  const flags = [...letters].reduce((bits, letter) => bits | FLAGS[letter]!, 0);
  header.setUint32(4, ORIGIN[way] + sequence);
  header.setUint32(8, flags & ACK ? sent + acknowledgment : 0);
  header.setUint8(12, isSack ? 0x80 : 0x50);
  header.setUint8(13, flags);
  header.setUint16(14, WINDOW);
  return bytes;
}

function udpFrame(way: LiteralDatagram[1], payload: string): Uint8Array {
  if (way === '!') return unreachableFrame(payload);
  const { bytes, header } = frame(way === '*' ? '<' : way, UDP, payload);
  header.setUint16(4, UDP.header + payload.length);
  if (way === '*') {
    bytes.set(GROUP.split('.').map(Number), ETHERNET + 16);
    header.setUint16(2, PORT);
  }
  return bytes;
}

/** ICMP's "port unreachable" (RFC 792), with the datagram that it is about. */
function unreachableFrame(payload: string): Uint8Array {
  const quoted = udpFrame('>', payload).subarray(ETHERNET);
  const { bytes } = frame('<', { header: ICMP.header, number: ICMP.number }, quoted.length);
  bytes.set([3, 3, 0, 0, 0, 0, 0, 0], ETHERNET + IPV4);
  bytes.set(quoted, ETHERNET + IPV4 + ICMP.header);
  return bytes;
}
