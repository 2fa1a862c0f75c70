/** What crosses the wire, and whether the capture has all of it: sizes, checksums, losses, eight runs in parallel. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pmuMessages } from '@wireside/peers';
import { Model } from '@wireside/trace';
import type { Trace } from '@wireside/trace';
import { tcpStreams } from '@wireside/wire';
import { describe, expect, it } from 'vitest';
import { bash, python, TALK, TEST_TIMEOUT, TestBench, WHY_NO_TSHARK } from './bench.test.helper.ts';
import type { Observed } from './bench.test.helper.ts';
import { itNeedsNamespaces, WHY_NO_NAMESPACES } from './testing.ts';

const own = new TestBench({ parallel: 8 });
const FLOOD = 200_000;
const LARGEST_FRAME = 14 + 1500;

const frames = ({ capture }: Trace): Uint8Array[] =>
  Array.from({ length: capture.count }, (_, row) => capture.frame(row));

/** One's complement sum of 16-bit words (RFC 1071). */
function sum(bytes: Uint8Array, initial: number): number {
  let total = initial;
  for (const [at, byte] of bytes.entries()) total += at % 2 === 0 ? byte << 8 : byte;
  while (total > 0xffff) total = (total & 0xffff) + Math.floor(total / 0x10000);
  return total;
}

/** Whether the TCP checksum of an IPv4 frame is correct: with the pseudo header (RFC 9293, 3.1) the sum is all ones. */
function hasCorrectChecksum(frame: Uint8Array): boolean {
  const packet = frame.subarray(14);
  const header = ((packet[0] ?? 0) & 15) * 4;
  const length = (((packet[2] ?? 0) << 8) | (packet[3] ?? 0)) - header;
  const pseudo = sum(packet.subarray(12, 20), 6 + length);
  return sum(packet.subarray(header, header + length), pseudo) === 0xffff;
}

const isTcp = (frame: Uint8Array): boolean => frame[12] === 8 && frame[13] === 0 && frame[23] === 6;

/** Runs a client that receives a flood. */
function flood(wanted: Parameters<TestBench['run']>[1] = {}): Promise<Observed> {
  return own.run(
    python(`${TALK}
import sys
print(len(talk(sys.argv[1], b'CMD_floodme')))`),
    {
      peers: [{ name: 'pmu', options: { flood: { bytes: FLOOD } } }],
      arguments: ['server.lab'],
      ...wanted,
    },
  );
}

describe('a flood', () => {
  itNeedsNamespaces(
    'travels in packets as large as on a real network, all captured, with correct checksums',
    async () => {
      const { run, trace, stdout, folder } = await flood();
      expect(run).toMatchObject({ faults: [], capture: { dropped: 0, packets: trace.capture.count } });
      expect(stdout).toBe(`${FLOOD}\n`);
      const all = frames(trace);
      expect(Math.max(...all.map(({ length }) => length))).toBe(LARGEST_FRAME);
      const segments = all.filter(isTcp);
      expect(segments.length).toBeGreaterThan(FLOOD / 1460);
      expect(segments.filter((frame) => !hasCorrectChecksum(frame))).toEqual([]);

      const [connection] = new Model(trace).connections;
      expect(connection?.toClient).toMatchObject({ sent: FLOOD, carried: FLOOD, received: FLOOD });
      const first = connection?.toClient.packets.filter(({ retransmission }) => !retransmission) ?? [];
      expect(first.reduce((bytes, { length }) => bytes + length, 0)).toBe(FLOOD);
      checkWithTshark(join(folder, 'wire.pcapng'), segments.length);
    },
    TEST_TIMEOUT,
  );

  itNeedsNamespaces(
    'has packets of the same size on lo',
    async () => {
      const { run, trace, stdout } = await flood({ network: 'localhost', arguments: ['localhost.lab'] });
      expect(run.faults).toEqual([]);
      expect(stdout).toBe(`${FLOOD}\n`);
      expect(Math.max(...frames(trace).map(({ length }) => length))).toBe(LARGEST_FRAME);
      expect(new Model(trace).connections[0]?.toClient).toMatchObject({
        sent: FLOOD,
        carried: FLOOD,
        received: FLOOD,
      });
    },
    TEST_TIMEOUT,
  );
});

/** Checks with Wireshark that every checksum is good, and that every packet with data has a comment. */
function checkWithTshark(file: string, segments: number): void {
  if (WHY_NO_TSHARK !== undefined) return;
  const count = (filter: string): number => {
    const args = ['-r', file, '-o', 'tcp.check_checksum:TRUE', '-Y', filter];
    const { status, stdout, stderr } = spawnSync('tshark', args, { encoding: 'utf8' });
    expect(status, stderr).toBe(0);
    return stdout.split('\n').length - 1;
  };
  expect(count('tcp.checksum.status == "Good"')).toBe(segments);
  expect(count('tcp.len > 0 && !frame.comment')).toBe(0);
  expect(count('frame.comment contains "received by call"')).toBeGreaterThan(100);
}

if (WHY_NO_TSHARK !== undefined && WHY_NO_NAMESPACES === undefined)
  it.skip(`wire.pcapng opens in Wireshark, with comments (${WHY_NO_TSHARK})`, () => {});

describe('eight runs in parallel', () => {
  itNeedsNamespaces(
    'leave eight correct traces',
    async () => {
      const runs = await Promise.all(
        Array.from({ length: 8 }, async (_, i) => {
          const options = { messages: i + 2, segmentation: 'cut' };
          const seed = `run ${i}`;
          const observed = await own.run(python(`${TALK}\nprint(talk('server.lab').decode())`), {
            peers: [{ name: 'pmu', options }],
            seed,
          });
          return { ...observed, expected: pmuMessages({ ...options, segmentation: 'cut', seed }).join('') };
        }),
      );
      for (const { run, ended, trace, stdout, expected } of runs) {
        expect({ ...run, ended }).toMatchObject({ faults: [], ended: { reason: 'exited', code: 0 } });
        expect(trace.problems).toEqual([]);
        expect(stdout).toBe(`${expected}\n`);
        const { length } = expected;
        expect(new Model(trace).connections.map(({ toClient }) => toClient)).toMatchObject([
          { sent: length, carried: length, received: length },
        ]);
      }
      expect(new Set(runs.map(({ run }) => run.id)).size).toBe(8);
    },
    TEST_TIMEOUT,
  );
});

/** Asks for connections that are refused. They overlap, so that their retransmissions do too. */
const REFUSED = `
import select, socket
connections = [socket.socket() for _ in range(45)]
for connection in connections:
    connection.setblocking(False)
    connection.connect_ex(('10.0.0.1', 4))
for connection in connections: select.select([], [connection], [])`;

/** Sends itself numbered datagrams, and prints those that arrive. */
const DATAGRAMS = `
import socket
here = socket.socket(type=socket.SOCK_DGRAM); here.bind(('127.0.0.1', 4000))
for n in range(80): here.sendto(b'%d' % n, ('127.0.0.1', 4000))
here.settimeout(0.2)
try:
    while True: print(here.recv(9).decode(), end=' ')
except TimeoutError: pass`;

describe.concurrent('loss', () => {
  itNeedsNamespaces(
    'drops the same packets for the same seed, and others for another seed',
    async () => {
      const lossy = async (seed: string): Promise<string> => {
        const { run, trace } = await own.run(python(REFUSED), { loss: 5, seed });
        expect(run).toMatchObject({ faults: [], impairments: [{ kind: 'loss', text: '5 %' }] });
        // Lost packets were on the wire, so they are in the capture.
        expect(trace.capture.count).toBeGreaterThan(90);
        expect(run.impairments[0]?.dropped).toBeGreaterThan(0);
        // SYN and RST; more where one of them was lost, and the SYN was sent again.
        const again = tcpStreams(trace.capture).filter(({ rows }) => rows.length > 2);
        return `${run.impairments[0]?.dropped}: ${again.map(({ id }) => id).join(' ')}`;
      };
      const [one, again, other] = await Promise.all([lossy('one'), lossy('one'), lossy('other')]);
      expect(again).toBe(one);
      expect(other).not.toBe(one);
    },
    TEST_TIMEOUT,
  );

  itNeedsNamespaces(
    'works on localhost too',
    async () => {
      const lossy = async (seed: string): Promise<string> => {
        const { run, stdout } = await own.run(python(DATAGRAMS), { loss: 10, seed, network: 'localhost' });
        expect(run).toMatchObject({ faults: [], impairments: [{ kind: 'loss', dropped: 8 }] });
        expect(stdout.trim().split(' ')).toHaveLength(72);
        return stdout;
      };
      const [one, again, other] = await Promise.all([lossy('one'), lossy('one'), lossy('other')]);
      expect(again).toBe(one);
      expect(other).not.toBe(one);
    },
    TEST_TIMEOUT,
  );
});

describe('without a peer', () => {
  itNeedsNamespaces(
    'the wire carries only what the program causes',
    async () => {
      const { run, trace } = await own.run(bash('printf hello >/dev/udp/10.0.0.1/4000'));
      expect(run.faults).toEqual([]);
      expect(
        Array.from({ length: trace.capture.count }, (_, row) => trace.capture.summary(row).protocol),
      ).toEqual(['ARP', 'ARP', 'UDP', 'ICMP']);
    },
    TEST_TIMEOUT,
  );
});
