/** The points of the graphs compared with tshark's fields, and the pictures made from them. */
import { expect, test } from 'vitest';
import { openCapture } from '../open.ts';
import { captureBytes, hasCaptures } from '../testing/captures.test.helper.ts';
import { conversation } from '../testing/conversation.test.helper.ts';
import { hasTshark, tshark } from '../testing/tshark.test.helper.ts';
import { roundTripSeries } from './round-trip.ts';
import { stevensSeries } from './stevens.ts';
import { GRAPH_KINDS, graphSvg } from './svg.ts';
import { tcptraceSeries } from './tcptrace.ts';
import { throughputSeries } from './throughput.ts';
import { windowSeries } from './window.ts';

const HUNDRED = 'x'.repeat(100);
const CAPTURE = openCapture(
  conversation([
    { from: 'client', flags: 'S', seq: 0xffffff00, at: 0 },
    { from: 'server', flags: 'SA', seq: 4999, ack: 0xffffff01, at: 0.02 },
    { from: 'client', flags: 'A', seq: 0xffffff01, ack: 5000, at: 0.021 },
    { from: 'client', flags: 'A', seq: 0xffffff01, ack: 5000, data: HUNDRED, at: 0.03 },
    { from: 'client', flags: 'A', seq: 0xffffff65, ack: 5000, data: HUNDRED, at: 0.031 },
    { from: 'client', flags: 'A', seq: 0xffffffc9, ack: 5000, data: HUNDRED, at: 0.032 },
    { from: 'server', flags: 'A', seq: 5000, ack: 0xffffff65, window: 300, at: 0.05 },
    {
      from: 'server',
      flags: 'A',
      seq: 5000,
      ack: 0xffffff65,
      window: 300,
      options: '0101 050a ffffffc9 0000002d',
      at: 0.052,
    },
    { from: 'client', flags: 'A', seq: 0xffffff65, ack: 5000, data: HUNDRED, at: 0.3 },
    { from: 'server', flags: 'A', seq: 5000, ack: 45, window: 0, at: 0.32 },
  ]),
);
const OF = { stream: 0, direction: 'client' } as const;

test('Stevens: one point for each segment, across the wrap of the numbers', () => {
  expect(stevensSeries(CAPTURE, OF).map((p) => [p.packet, p.time, p.sequence, p.length, p.kind])).toEqual([
    [1, 0, 0, 1, 'new'],
    [3, 0.021, 1, 0, 'new'],
    [4, 0.03, 1, 100, 'new'],
    [5, 0.031, 101, 100, 'new'],
    [6, 0.032, 201, 100, 'new'],
    [9, 0.3, 101, 100, 'retransmission'],
  ]);
  expect(stevensSeries(CAPTURE, { stream: 0, direction: 'server' })).toHaveLength(4);
});

test('tcptrace: bars, acknowledgments, the edge of the window, SACK', () => {
  const { segments, acks, sacks } = tcptraceSeries(CAPTURE, OF);
  expect(segments.map((s) => [s.packet, s.from, s.to])).toEqual([
    [1, 0, 1],
    [4, 1, 101],
    [5, 101, 201],
    [6, 201, 301],
    [9, 101, 201],
  ]);
  expect(acks.map((a) => [a.packet, a.ack, a.edge, a.isRepeated, a.isZeroWindow])).toEqual([
    [2, 1, 64_241, false, false],
    [7, 101, 401, false, false],
    [8, 101, 401, true, false],
    [10, 301, 301, false, true],
  ]);
  expect(sacks.map((s) => [s.packet, s.from, s.to, s.isFirst])).toEqual([[8, 201, 301, true]]);
});

test('round-trip times omit segments sent twice, and count SACK', () => {
  const points = roundTripSeries(CAPTURE, OF).map((p) => [p.packet, p.ack, Math.round(p.roundTrip * 1e6)]);
  expect(points).toEqual([
    [1, 2, 20_000],
    [4, 7, 20_000],
    [6, 8, 20_000],
  ]);
});

test('window, bytes in flight, throughput', () => {
  const { window, inFlight } = windowSeries(CAPTURE, OF);
  expect(window.map((p) => [p.packet, p.bytes])).toEqual([
    [2, 64_240],
    [7, 300],
    [8, 300],
    [10, 0],
  ]);
  expect(inFlight.map((p) => [p.packet, p.bytes])).toEqual([
    [4, 100],
    [5, 200],
    [6, 300],
    [9, 100],
  ]);
  const { interval, points } = throughputSeries(CAPTURE, OF, 0.1);
  expect(interval).toBe(0.1);
  expect(points.map((p) => [p.packet, Math.round(p.rate), Math.round(p.goodput)])).toEqual([
    [1, 3010, 3010],
    [1, 0, 0],
    [9, 1000, 0],
  ]);
});

test('throughput is bounded where the clock was far ahead for one packet', () => {
  const segment = (at: number, seq: number) =>
    ({ from: 'client', flags: 'A', seq, ack: 1, data: 'x', at }) as const;
  const capture = openCapture(conversation([segment(0, 1), segment(1_000_000_000, 2), segment(0.001, 3)]));
  const { points } = throughputSeries(capture, OF);
  expect(points.length).toBeLessThanOrEqual(201);
  expect(points.filter(({ rate }) => rate > 0)).toHaveLength(2);
});

test('pictures are standalone, give their direction and mark retransmissions', () => {
  for (const kind of GRAPH_KINDS) {
    const svg = graphSvg(CAPTURE, kind, OF);
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 960 540" role="img"/);
    expect(svg).toContain('10.0.0.1:40000 → 10.0.0.2:5000 (stream 0)</title>');
    expect(svg).toContain('prefers-color-scheme:dark');
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  }
  const stevens = graphSvg(CAPTURE, 'stevens', OF);
  expect(stevens).toContain('6 segments from number 0 to 301. 1 retransmission: packet 9.</desc>');
  expect(stevens).toContain('<title>packet 9: number 101, 100 bytes, 300 ms</title>');
  expect(stevens).toContain('(milliseconds)</text>');
});

test.skipIf(!hasCaptures || !hasTshark)("the points match tshark's fields", () => {
  for (const name of [
    'chrissanders/http_google.pcapng',
    'zeek/testing~btest~Traces~http~206_example_b.pcap',
    'zeek/testing~btest~Traces~tcp~ssh-dups.pcap',
  ]) {
    const bytes = captureBytes(name);
    const capture = openCapture(bytes);
    const fields = [
      'frame.number',
      'frame.time_relative',
      'tcp.srcport',
      'tcp.seq',
      'tcp.len',
      'tcp.ack',
      'tcp.window_size',
    ];
    const args = ['-Y', 'tcp.stream == 0', '-T', 'fields', ...fields.flatMap((field) => ['-e', field])];
    const rows = tshark(bytes, args)
      .trim()
      .split('\n')
      .map((line) => line.split('\t').map(Number));
    const port = rows[0]![2];
    const [sent, answered] = [rows.filter((row) => row[2] === port), rows.filter((row) => row[2] !== port)];
    const stevens = stevensSeries(capture, OF);
    expect(stevens.map((p) => [p.packet, p.time.toFixed(6), p.sequence])).toEqual(
      sent.map(([number, time, , sequence]) => [number, time!.toFixed(6), sequence]),
    );
    const { acks } = tcptraceSeries(capture, OF);
    expect(acks.map((a) => [a.packet, a.ack, a.edge - a.ack])).toEqual(
      answered.map(([number, , , , , ack, window]) => [number, ack, window]),
    );
  }
});
