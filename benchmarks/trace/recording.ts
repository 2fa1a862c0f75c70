/** A large run as the bench would have recorded it: many connections between two programs, and some datagrams. */
import type { CallRecord, RunDescription } from '@wireside/trace';
import { concat, enhancedPacket, interfaceDescription, sectionHeader } from '@wireside/wire';

/** How large the run is. */
export interface RecordingSize {
  readonly connections: number;
  /** Questions and answers on each connection: two packets and four calls each. */
  readonly exchanges: number;
  /** Datagrams: one packet and two calls each. */
  readonly datagrams: number;
}

/** The files of the run's folder. */
export type Recording = ReadonlyMap<string, Uint8Array>;

/** Zero of the times, µs since the epoch. */
const EPOCH = 1_800_000_000_000_000;
const CLIENT = [10, 0, 0, 2];
const SERVER = [10, 0, 0, 1];
const SERVER_PORT = 5003;
const FIRST_PORT = 20_000;
const UDP_PORT = 6000;
const [SYN, PUSH, ACK] = [2, 8, 16];
const HEADERS = 14 + 20;

type Way = '>' | '<';

/** Collects packets and calls, with a clock that every one of them moves on. */
class Recorder {
  readonly packets: Uint8Array[] = [sectionHeader(), interfaceDescription({ linkType: 1 })];
  readonly lines: string[] = [
    `${JSON.stringify({ lane: 'calls', version: 2, realtime: EPOCH, monotonic: 0 })}\n`,
  ];
  #now = 0;
  #n = 0;

  call(actor: string, about: Omit<CallRecord, 'n' | 'at' | 'took' | 'process' | 'actor'>): void {
    this.#now += 3;
    const { name, kind, ...rest } = about;
    const record = { n: ++this.#n, actor, at: EPOCH + this.#now, process: 1, name, kind, took: 12, ...rest };
    this.lines.push(`${JSON.stringify(record)}\n`);
  }

  packet(way: Way, protocol: number, transport: Uint8Array): void {
    this.#now += 5;
    const data = new Uint8Array(HEADERS + transport.length);
    const view = new DataView(data.buffer);
    view.setUint16(12, 0x0800);
    view.setUint16(14, 0x4500);
    view.setUint16(16, 20 + transport.length);
    data.set([64, protocol], 22);
    data.set(way === '>' ? [...CLIENT, ...SERVER] : [...SERVER, ...CLIENT], 26);
    data.set(transport, HEADERS);
    const time = EPOCH + this.#now;
    const seconds = Math.floor(time / 1e6);
    this.packets.push(enhancedPacket({ seconds, nanos: (time - seconds * 1e6) * 1000, data }));
  }
}

/** Makes the run. */
export function makeRecording({ connections, exchanges, datagrams }: RecordingSize): Recording {
  const recorder = new Recorder();
  const perConnection = Math.ceil(datagrams / connections);
  for (let i = 0, sent = 0; i < connections; i++) {
    connect(recorder, FIRST_PORT + i, exchanges);
    for (let k = 0; k < perConnection && sent < datagrams; k++) datagram(recorder, sent++);
  }
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
  const files = new Map([
    ['run.json', bytes(JSON.stringify(description()))],
    ['wire.pcapng', concat(recorder.packets)],
    ['calls.ndjson', bytes(recorder.lines.join(''))],
  ]);
  for (const lane of ['output', 'peer', 'sockets'])
    files.set(
      `${lane}.ndjson`,
      bytes(`${JSON.stringify({ lane, version: 2, realtime: EPOCH, monotonic: 0 })}\n`),
    );
  return files;
}

/** One connection: the handshake, then questions and answers. */
function connect(recorder: Recorder, port: number, exchanges: number): void {
  const [near, far] = [`10.0.0.2:${port}`, `10.0.0.1:${SERVER_PORT}`];
  const client = { protocol: 'TCP', local: near, remote: far };
  const server = { protocol: 'TCP', local: far, remote: near };
  const next = { '>': 1000, '<': 9000 };
  const segment = (way: Way, flags: number, payload = new Uint8Array(0)): void => {
    const bytes = new Uint8Array(20 + payload.length);
    const view = new DataView(bytes.buffer);
    view.setUint16(0, way === '>' ? port : SERVER_PORT);
    view.setUint16(2, way === '>' ? SERVER_PORT : port);
    view.setUint32(4, next[way]);
    view.setUint32(8, flags & ACK ? next[way === '>' ? '<' : '>'] : 0);
    bytes.set([0x50, flags], 12);
    view.setUint16(14, 65_000);
    bytes.set(payload, 20);
    next[way] += payload.length + (flags & SYN ? 1 : 0);
    recorder.packet(way, 6, bytes);
  };
  recorder.call('client', {
    name: 'connect',
    kind: 'connect',
    fd: 3,
    socket: { protocol: 'TCP', inode: port },
    ret: 0,
  });
  segment('>', SYN);
  segment('<', SYN | ACK);
  segment('>', ACK);
  for (let k = 0; k < exchanges; k++) {
    const text = `question ${k} of the connection from ${port}`;
    const data = new TextEncoder().encode(text);
    const moved = { fd: 3, data: text.slice(0, 32), size: data.length, ret: data.length };
    recorder.call('client', { name: 'sendto', kind: 'send', socket: client, ...moved });
    segment('>', PUSH | ACK, data);
    recorder.call('server', { name: 'recvfrom', kind: 'receive', socket: server, ...moved, size: 4096 });
    recorder.call('server', { name: 'sendto', kind: 'send', socket: server, ...moved });
    segment('<', PUSH | ACK, data);
    recorder.call('client', { name: 'recvfrom', kind: 'receive', socket: client, ...moved, size: 4096 });
  }
}

/** One datagram, from the client to the server. */
function datagram(recorder: Recorder, index: number): void {
  const text = `datagram ${index}`;
  const data = new TextEncoder().encode(text);
  const bytes = new Uint8Array(8 + data.length);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, UDP_PORT);
  view.setUint16(2, UDP_PORT);
  view.setUint16(4, bytes.length);
  bytes.set(data, 8);
  const moved = { fd: 5, data: text, size: data.length, ret: data.length };
  const socket = { protocol: 'UDP', local: `0.0.0.0:${UDP_PORT}` };
  recorder.call('client', { name: 'sendto', kind: 'send', socket, args: `10.0.0.1:${UDP_PORT}`, ...moved });
  recorder.packet('>', 17, bytes);
  recorder.call('server', {
    name: 'recvfrom',
    kind: 'receive',
    socket,
    args: `10.0.0.2:${UDP_PORT}`,
    ...moved,
  });
}

function description(): RunDescription {
  const program = (name: 'client' | 'server') =>
    ({
      kind: 'program',
      name,
      host: name,
      role: name,
      command: ['./program'],
      files: [],
      environment: {},
      limits: {},
    }) as const;
  return {
    version: 2,
    id: 'benchmark',
    seed: 'benchmark',
    network: 'wire',
    hosts: [
      { name: 'server', ipv4: '10.0.0.1', names: ['server.lab'] },
      { name: 'client', ipv4: '10.0.0.2', names: ['client.lab'] },
    ],
    actors: [program('server'), program('client')],
    impairments: [],
    started: { realtime: EPOCH, monotonic: 0 },
    faults: [],
    tools: {},
  };
}
