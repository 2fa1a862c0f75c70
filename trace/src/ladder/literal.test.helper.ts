/** Traces written by hand for tests: a few packets, calls, peer's records and outputs. */
import { enhancedPacket, interfaceDescription, openCapture, sectionHeader } from '@wireside/wire';
import type { CallRecord, OutputRecord, PeerRecord, RunDescription } from '../format.ts';
import type { Trace } from '../trace.ts';

const FLAGS: Readonly<Record<string, number>> = { F: 1, S: 2, R: 4, P: 8, A: 16 };
const STATION = [10, 0, 0, 2];
const SERVER = [10, 0, 0, 1];
const PORT = 4000;
const PEER_PORT = 5003;
/** Zero of the times in a literal trace, µs since the epoch. */
export const EPOCH = 1_700_000_000_000_000;

/** A packet: time in µs, `>` from the program or `<` from the peer, flags' letters, relative Seq and Ack, payload. */
export type LiteralPacket = [
  at: number,
  way: '>' | '<',
  flags: string,
  sequence: number,
  acknowledgement: number,
  payload?: string | number,
];

export interface LiteralTrace {
  packets?: readonly LiteralPacket[];
  calls?: readonly Partial<CallRecord>[];
  peer?: readonly Partial<PeerRecord>[];
  /** What was written to standard output, and when. */
  output?: readonly [at: number, text: string][];
  run?: Partial<RunDescription>;
}

/** Handshake at 100, 110 and 120 µs. */
export const HANDSHAKE: readonly LiteralPacket[] = [
  [100, '>', 'S', 0, 0],
  [110, '<', 'SA', 0, 1],
  [120, '>', 'A', 1, 1],
];

/** Makes a trace. All times are µs from {@link EPOCH}; calls and records are numbered from 1. */
export function literalTrace({
  packets = [],
  calls = [],
  peer = [],
  output = [],
  run = {},
}: LiteralTrace): Trace {
  const socket = { protocol: 'TCP', local: `10.0.0.2:${PORT}`, remote: `10.0.0.1:${PEER_PORT}` };
  const begin = { protocol: 'TCP' };
  let offset = 0;
  return {
    run: {
      version: 1,
      id: 'literal',
      command: ['PDC', 'pmu.lab'],
      files: [],
      seed: 'seed',
      network: 'wire',
      hosts: [
        { name: 'station', ipv4: '10.0.0.2', names: [] },
        { name: 'server', ipv4: '10.0.0.1', names: [] },
      ],
      peers: [{ name: 'pmu', host: 'server', address: '10.0.0.1', port: PEER_PORT, options: {} }],
      started: { realtime: EPOCH, monotonic: 0 },
      limits: {},
      environment: {},
      faults: [],
      tools: {},
      ...run,
      ...(run.ended === undefined ? {} : { ended: { ...run.ended, at: EPOCH + run.ended.at } }),
    },
    capture: openCapture(pcapng(packets)),
    calls: calls.map((call, i) => ({
      n: i + 1,
      took: 5,
      process: 1,
      name:
        { receive: 'recvfrom', send: 'sendto', output: 'write' }[call.kind as string] ?? call.kind ?? 'other',
      kind: 'other',
      fd: call.kind === 'output' ? 1 : 3,
      ...(call.kind === 'output' ? {} : { socket: call.kind === 'connect' ? begin : socket }),
      ret: 0,
      ...call,
      at: EPOCH + (call.at ?? 0),
    })),
    peer: peer.map((record, i) => ({
      n: i + 1,
      peer: 'pmu',
      event: 'send',
      connection: 0,
      ...(record.event === 'accept' ? { local: socket.remote, remote: socket.local } : {}),
      ...record,
      at: EPOCH + (record.at ?? 0),
    })),
    output: output.map(([at, text], i): OutputRecord => {
      const length = new TextEncoder().encode(text).length;
      offset += length;
      return { n: i + 1, at: EPOCH + at, stream: 'stdout', offset: offset - length, length, text };
    }),
    sockets: [],
    problems: [],
  };
}

function pcapng(packets: readonly LiteralPacket[]): Uint8Array {
  const blocks = [sectionHeader(), interfaceDescription({ linkType: 1 })];
  for (const [at, ...rest] of packets) {
    const time = EPOCH + at;
    const seconds = Math.floor(time / 1e6);
    blocks.push(enhancedPacket({ seconds, nanos: (time - seconds * 1e6) * 1000, data: frame(rest) }));
  }
  const bytes = new Uint8Array(blocks.reduce((sum, { length }) => sum + length, 0));
  let to = 0;
  for (const block of blocks) {
    bytes.set(block, to);
    to += block.length;
  }
  return bytes;
}

/** Ethernet, IPv4 and TCP around the payload; checksums are left at zero. */
function frame([way, letters, sequence, acknowledgement, payload = '']: LiteralPacket extends [
  number,
  ...infer Rest,
]
  ? Rest
  : never): Uint8Array {
  const data = typeof payload === 'number' ? new Uint8Array(payload) : new TextEncoder().encode(payload);
  const bytes = new Uint8Array(54 + data.length);
  const view = new DataView(bytes.buffer);
  view.setUint16(12, 0x0800);
  bytes.set([0x45, 0], 14);
  view.setUint16(16, 40 + data.length);
  bytes.set([64, 6], 22);
  const [from, to] = way === '>' ? [STATION, SERVER] : [SERVER, STATION];
  bytes.set([...from, ...to], 26);
  view.setUint16(34, way === '>' ? PORT : PEER_PORT);
  view.setUint16(36, way === '>' ? PEER_PORT : PORT);
  view.setUint32(38, (way === '>' ? 1000 : 9000) + sequence);
  const flags = [...letters].reduce((bits, letter) => bits | (FLAGS[letter] as number), 0);
  view.setUint32(42, flags & 16 ? (way === '>' ? 9000 : 1000) + acknowledgement : 0);
  bytes.set([0x50, flags], 46);
  view.setUint16(48, 65_000);
  bytes.set(data, 54);
  return bytes;
}
