/** A line protocol over TCP, cut into messages however the segments fall. */
import { expect, test } from 'vitest';
import { openCapture } from '../open.ts';
import { text } from '../basics/bytes.ts';
import { REGISTRY_PARTS } from '../protocols/all.ts';
import { field } from '../core/field.ts';
import { Registry } from '../core/registry.ts';
import type { StreamProtocol } from '../core/stream-protocol.ts';
import { conversation } from '../testing/conversation.test.helper.ts';
import { streamMessages } from './stream-messages.ts';
import { tcpStreams } from './tcp-streams.ts';

const LINE = field('line.text', 'str', 'Line');

const lines: StreamProtocol<{ count: number }> = {
  name: 'line',
  label: 'LINE',
  title: 'Line Protocol',
  fields: [LINE],
  ports: [5000],
  open: () => ({ count: 0 }),
  cut(state, { bytes }) {
    const end = bytes.indexOf(10);
    return end < 0 ? 'more' : { length: end + 1, data: ++state.count };
  },
  dissect(d, message, at) {
    const layer = d.layer(this, at, message.bytes.length);
    const line = text(d.slice(at, message.bytes.length - 1));
    d.add(layer, LINE, at, message.bytes.length - 1, line);
    d.summary('LINE', `${line} (${message.data})`);
  },
};
const registry = new Registry({ ...REGISTRY_PARTS, streamProtocols: [lines] });

test('messages are shown in the packet that completes them', () => {
  const capture = openCapture(
    conversation([
      { from: 'client', flags: 'S', seq: 999 },
      { from: 'server', flags: 'SA', seq: 4_999, ack: 1000 },
      { from: 'client', flags: 'A', seq: 1000, ack: 5000 },
      { from: 'client', flags: 'PA', seq: 1000, ack: 5000, data: 'one\ntw' },
      { from: 'server', flags: 'PA', seq: 5000, ack: 1006, data: 'ja\n' },
      { from: 'client', flags: 'PA', seq: 1006, ack: 5003, data: 'o\n' },
    ]),
    { registry },
  );
  const { all } = streamMessages(capture, 0);
  expect(all.map((message) => [message.row + 1, message.offset, text(message.bytes), message.data])).toEqual([
    [4, 0, 'one\n', 1],
    [5, 0, 'ja\n', 2],
    [6, 4, 'two\n', 3],
  ]);
  expect(capture.packet(3)).toMatchObject({ protocol: 'LINE', info: 'one (1)' });
  expect(capture.packet(5)).toMatchObject({ protocol: 'LINE', info: 'two (3)' });
  const d = capture.dissect(5);
  expect(d.sources.map((source) => source.name)).toEqual(['Frame', 'Reassembled TCP (4 bytes)']);
  const line = d.layers.at(-1)!;
  expect(line).toMatchObject({ source: 1, offset: 0, length: 4 });
  const tcp = d.layers.find((layer) => layer.field.name === 'tcp')!;
  const segments = tcp.children.find((item) => item.field.name === 'tcp.segments')!;
  expect(
    segments.children.filter((item) => item.field.name === 'tcp.segment').map((item) => item.value),
  ).toEqual([4, 6]);
  const first = capture.dissect(3).layers.find((layer) => layer.field.name === 'tcp')!;
  expect(first.children.find((item) => item.field.name === 'tcp.reassembled_in')?.value).toBe(6);
});

test('a stream has its endpoints, segments, gaps and repeated bytes', () => {
  const capture = openCapture(
    conversation([
      { from: 'client', flags: 'S', seq: 0xffff_fffd },
      { from: 'server', flags: 'SA', seq: 0, ack: 0xffff_fffe },
      { from: 'client', flags: 'A', seq: 0xffff_fffe, ack: 1 },
      { from: 'client', flags: 'PA', seq: 0xffff_fffe, ack: 1, data: 'abcd' },
      { from: 'client', flags: 'PA', seq: 0xffff_fffe, ack: 1, data: 'abcdef', at: 0.5 },
      { from: 'client', flags: 'PA', seq: 10, ack: 1, data: 'xyz' },
      { from: 'client', flags: 'FA', seq: 13, ack: 1 },
      { from: 'server', flags: 'RA', seq: 1, ack: 4 },
    ]),
  );
  const [stream] = tcpStreams(capture);
  expect(stream).toMatchObject({ client: { address: '10.0.0.1', port: 40_000 }, server: { port: 5000 } });
  const { toServer, toClient } = stream!;
  expect(toServer.segments.map((s) => [s.packet, s.offset, s.length, s.retransmission])).toEqual([
    [4, 0, 4, false],
    [5, 0, 6, true],
    [6, 12, 3, false],
  ]);
  expect(toServer.gaps).toEqual([{ offset: 6, length: 6 }]);
  expect(text(toServer.bytes())).toBe('abcdef\0\0\0\0\0\0xyz');
  expect(toServer.pieceAt(5)).toMatchObject({ packet: 5, offset: 4, length: 2, frameOffset: 14 + 40 + 4 });
  expect([toServer.syn, toServer.fin, toServer.rst, toClient.rst]).toEqual([1, 7, undefined, 8]);
});
