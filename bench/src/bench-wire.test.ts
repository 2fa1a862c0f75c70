/** What crosses the wire, and whether the capture has all of it: sizes, checksums, losses, eight runs at once. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pmuMessages } from '@wireside/peers';
import { joinTrace, type Trace } from '@wireside/trace';
import { tcpStreams } from '@wireside/wire';
import { describe, expect, it } from 'vitest';
import {
  bash,
  type Observed,
  PATIENCE,
  python,
  TALK,
  TestBench,
  WHY_NO_TSHARK,
} from './bench.test.helper.ts';
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

/** Whether the checksum of an IPv4 frame's TCP segment is right: with its pseudo header (RFC 9293, 3.1) the sum is all ones. */
function isTcpSound(frame: Uint8Array): boolean {
  const packet = frame.subarray(14);
  const header = ((packet[0] ?? 0) & 15) * 4;
  const length = (((packet[2] ?? 0) << 8) | (packet[3] ?? 0)) - header;
  const pseudo = sum(packet.subarray(12, 20), 6 + length);
  return sum(packet.subarray(header, header + length), pseudo) === 0xffff;
}

const isTcp = (frame: Uint8Array): boolean => frame[12] === 8 && frame[13] === 0 && frame[23] === 6;

function flood(wishes: Parameters<TestBench['run']>[1] = {}): Promise<Observed> {
  return own.run(
    python(`${TALK}
import sys
print(len(talk(sys.argv[1], b'CMD_floodme')))`),
    {
      peers: [{ name: 'pmu', options: { flood: { bytes: FLOOD } } }],
      arguments: ['server.lab'],
      ...wishes,
    },
  );
}

describe('a flood', () => {
  itNeedsNamespaces(
    'travels in packets that a network would carry, each with a right checksum, and all are captured',
    async () => {
      const { run, trace, stdout, folder } = await flood();
      expect(run).toMatchObject({ faults: [], capture: { dropped: 0, packets: trace.capture.count } });
      expect(stdout).toBe(`${FLOOD}\n`);
      const all = frames(trace);
      expect(Math.max(...all.map(({ length }) => length))).toBe(LARGEST_FRAME);
      const segments = all.filter(isTcp);
      expect(segments.length).toBeGreaterThan(FLOOD / 1460);
      expect(segments.filter((frame) => !isTcpSound(frame))).toEqual([]);

      const [connection] = joinTrace(trace);
      expect(connection?.toProgram).toMatchObject({ sent: FLOOD, carried: FLOOD, received: FLOOD });
      const first = connection?.toProgram.packets.filter(({ retransmission }) => !retransmission) ?? [];
      expect(first.reduce((bytes, { length }) => bytes + length, 0)).toBe(FLOOD);
      askTshark(join(folder, 'wire.pcapng'), segments.length);
    },
    PATIENCE,
  );

  itNeedsNamespaces(
    'has packets of the same size on lo',
    async () => {
      const { run, trace, stdout } = await flood({ network: 'localhost' });
      expect(run.faults).toEqual([]);
      expect(stdout).toBe(`${FLOOD}\n`);
      expect(Math.max(...frames(trace).map(({ length }) => length))).toBe(LARGEST_FRAME);
      expect(joinTrace(trace)[0]?.toProgram).toMatchObject({ sent: FLOOD, carried: FLOOD, received: FLOOD });
    },
    PATIENCE,
  );
});

/** Wireshark's opinion of a flood's capture: every checksum good, every packet with bytes commented. */
function askTshark(file: string, segments: number): void {
  if (WHY_NO_TSHARK !== null) return;
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

if (WHY_NO_TSHARK !== null && WHY_NO_NAMESPACES === null)
  it.skip(`wire.pcapng opens in Wireshark, commented (${WHY_NO_TSHARK})`, () => {});

describe('eight runs at once', () => {
  itNeedsNamespaces(
    'leave eight right traces',
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
      for (const { run, trace, stdout, expected } of runs) {
        expect(run).toMatchObject({ faults: [], ended: { reason: 'exited', code: 0 } });
        expect(trace.problems).toEqual([]);
        expect(stdout).toBe(`${expected}\n`);
        const { length } = expected;
        expect(joinTrace(trace).map(({ toProgram }) => toProgram)).toMatchObject([
          { sent: length, carried: length, received: length },
        ]);
      }
      expect(new Set(runs.map(({ run }) => run.id)).size).toBe(8);
    },
    PATIENCE,
  );
});

/** Asks for connections that are refused at once. */
const KNOCKS = `
import socket
for _ in range(45):
    with socket.socket() as door: door.connect_ex(('10.0.0.1', 4))`;

/** Sends itself numbered datagrams, and tells which have come. */
const ECHOES = `
import socket
here = socket.socket(type=socket.SOCK_DGRAM); here.bind(('127.0.0.1', 4000))
for n in range(80): here.sendto(b'%d' % n, ('127.0.0.1', 4000))
here.settimeout(0.2)
try:
    while True: print(here.recv(9).decode(), end=' ')
except TimeoutError: pass`;

describe('loss', () => {
  itNeedsNamespaces(
    'takes the same packets for the same seed, others for another',
    async () => {
      const lossy = async (seed: string): Promise<string> => {
        const { run, trace } = await own.run(python(KNOCKS), { loss: 5, seed });
        expect(run).toMatchObject({ faults: [], loss: { percent: 5 } });
        // Those that were lost were on the wire, and are in the capture.
        expect(trace.capture.count).toBeGreaterThan(90);
        expect(run.loss?.dropped).toBeGreaterThan(0);
        // A question and its refusal; more where one of them was lost, and the question was put again.
        const again = tcpStreams(trace.capture).filter(({ rows }) => rows.length > 2);
        return `${run.loss?.dropped}: ${again.map(({ id }) => id).join(' ')}`;
      };
      const [one, again, other] = await Promise.all([lossy('one'), lossy('one'), lossy('other')]);
      expect(again).toBe(one);
      expect(other).not.toBe(one);
    },
    PATIENCE,
  );

  itNeedsNamespaces(
    'is there on localhost too',
    async () => {
      const lossy = async (seed: string): Promise<string> => {
        const { run, stdout } = await own.run(python(ECHOES), { loss: 10, seed, network: 'localhost' });
        expect(run).toMatchObject({ faults: [], loss: { percent: 10, dropped: 8 } });
        expect(stdout.trim().split(' ')).toHaveLength(72);
        return stdout;
      };
      const [one, again, other] = await Promise.all([lossy('one'), lossy('one'), lossy('other')]);
      expect(again).toBe(one);
      expect(other).not.toBe(one);
    },
    PATIENCE,
  );
});

describe('without a peer', () => {
  itNeedsNamespaces(
    'the wire carries what the program alone causes',
    async () => {
      const { run, trace } = await own.run(bash('printf hello >/dev/udp/10.0.0.1/4000'));
      expect(run.faults).toEqual([]);
      expect(
        Array.from({ length: trace.capture.count }, (_, row) => trace.capture.summary(row).protocol),
      ).toEqual(['ARP', 'ARP', 'UDP', 'ICMP']);
    },
    PATIENCE,
  );
});
