/** Traces of several programs on several hosts, written by hand for tests. */
import { concat, enhancedPacket, interfaceDescription, openCapture, sectionHeader } from '@wireside/wire';
import type { CallRecord, LookupRecord, PeerRecord, RunEnd, SceneRecord } from '../format.ts';
import { Model } from '../model.ts';

/** Zero of the times, µs since the epoch. */
export const EPOCH = 1_700_000_000_000_000;

/** A packet: time in µs, its ends as `host:port`, the letters of TCP's flags or `udp`, relative Seq and Ack, payload. */
export type ScenePacket = readonly [
  at: number,
  from: string,
  to: string,
  flags: string,
  sequence?: number,
  acknowledgment?: number,
  payload?: string,
];

/** What a literal scene has. */
export interface LiteralScene {
  /** Hosts in the order of their addresses, each with a program of the same name. */
  readonly programs: readonly string[];
  readonly packets?: readonly ScenePacket[];
  readonly calls?: readonly (Partial<CallRecord> & {
    readonly actor: string;
    readonly at: number;
    /** The other end of the socket as `host:port`, and the own port. */
    readonly to?: string;
    readonly port?: number;
    readonly unreturned?: true;
  })[];
  readonly peer?: readonly (Partial<PeerRecord> & { readonly actor: string; readonly at: number })[];
  readonly ends?: Readonly<Record<string, RunEnd>>;
  readonly scene?: readonly Partial<SceneRecord>[];
  readonly lookups?: readonly Partial<LookupRecord>[];
  readonly network?: 'wire' | 'localhost';
}

const FLAGS: Readonly<Record<string, number>> = { F: 1, S: 2, R: 4, P: 8, A: 16 };
const NAMES: Readonly<Record<string, string>> = { send: 'sendto', receive: 'recvfrom', option: 'setsockopt' };
const ORIGIN = 1000;
const HEADERS = 34;

/** The model of a literal scene. Calls are numbered from 1. */
export function sceneModel(literal: LiteralScene): Model {
  const { programs, packets = [], calls = [], peer = [], ends = {}, scene = [], lookups = [] } = literal;
  const { network = 'wire' } = literal;
  const endpoint = (end: string): string => {
    const [host, port] = end.split(':');
    return `${addressOf(programs, host!).join('.')}:${port}`;
  };
  return new Model({
    run: {
      version: 2,
      id: 'scene',
      seed: 'seed',
      network,
      hosts: programs.map((name, i) => ({ name, ipv4: `10.0.0.${i + 1}`, names: [] })),
      actors: programs.map((name) => ({
        kind: 'program',
        name,
        host: name,
        command: ['python3', `${name}.py`],
        files: [],
        environment: {},
        limits: {},
        ...(ends[name] === undefined ? {} : { ended: { ...ends[name], at: EPOCH + ends[name].at } }),
      })),
      impairments: [],
      started: { realtime: EPOCH, monotonic: 0 },
      faults: [],
      tools: {},
    },
    capture: openCapture(
      concat([
        sectionHeader(),
        interfaceDescription({ linkType: 1 }),
        ...packets.map((packet) => block(programs, packet)),
      ]),
    ),
    calls: calls.map(({ to, port = 4000, unreturned, at, ...call }, i) => ({
      n: i + 1,
      process: 1,
      kind: 'other',
      name: NAMES[call.kind ?? 'other'] ?? call.kind ?? 'other',
      fd: 3,
      ...(unreturned ? {} : { took: 5, ret: 0 }),
      ...(to === undefined
        ? {}
        : { socket: { protocol: 'TCP', local: endpoint(`${call.actor}:${port}`), remote: endpoint(to) } }),
      ...call,
      at: EPOCH + at,
    })),
    peer: peer.map(({ at, ...record }, i) => ({ n: i + 1, event: 'send', ...record, at: EPOCH + at })),
    output: [],
    sockets: [],
    messages: [],
    lookups: lookups.map(({ at = 0, ...lookup }, i) => ({
      n: i + 1,
      remote: '10.0.0.1:4000',
      name: 'server.lab',
      type: 'A',
      answer: [],
      code: 'NOERROR',
      ...lookup,
      at: EPOCH + at,
    })),
    scene: scene.map(({ at = 0, ...record }, i) => ({ n: i + 1, event: 'type', ...record, at: EPOCH + at })),
    problems: [],
    absent: [],
  });
}

/** The address of a host of the scene, or one that is written as it is. */
function addressOf(programs: readonly string[], host: string): number[] {
  const index = programs.indexOf(host);
  return index < 0 ? host.split('.').map(Number) : [10, 0, 0, index + 1];
}

function block(programs: readonly string[], [at, from, to, flags, ...rest]: ScenePacket): Uint8Array {
  const [sequence = 0, acknowledgment = 0, payload = ''] = rest;
  const isUdp = flags === 'udp';
  const data = new TextEncoder().encode(payload);
  const header = isUdp ? 8 : 20;
  const bytes = new Uint8Array(HEADERS + header + data.length);
  const view = new DataView(bytes.buffer);
  view.setUint16(12, 0x0800);
  bytes[14] = 0x45;
  view.setUint16(16, 20 + header + data.length);
  bytes.set([64, isUdp ? 17 : 6], 22);
  const [source, sourcePort] = from.split(':');
  const [destination, destinationPort] = to.split(':');
  bytes.set([...addressOf(programs, source!), ...addressOf(programs, destination!)], 26);
  view.setUint16(HEADERS, Number(sourcePort));
  view.setUint16(HEADERS + 2, Number(destinationPort));
  if (isUdp) view.setUint16(HEADERS + 4, header + data.length);
  else {
    view.setUint32(HEADERS + 4, ORIGIN + sequence);
    view.setUint32(HEADERS + 8, flags.includes('A') ? ORIGIN + acknowledgment : 0);
    bytes[HEADERS + 12] = 0x50;
    bytes[HEADERS + 13] = [...flags].reduce((bits, letter) => bits | FLAGS[letter]!, 0);
    view.setUint16(HEADERS + 14, 65_000);
  }
  bytes.set(data, HEADERS + header);
  const seconds = Math.floor((EPOCH + at) / 1e6);
  return enhancedPacket({ seconds, nanos: (EPOCH + at - seconds * 1e6) * 1000, data: bytes });
}
