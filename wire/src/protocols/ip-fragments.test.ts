/** Fragments of IP packets, in every order, overlapping, missing and forged. */
import { expect, test } from 'vitest';
import { openCapture } from '../open.ts';
import type { Capture } from '../core/capture.ts';
import { tcpStreams } from '../streams/tcp-streams.ts';
import { concat, text, utf8 } from '../basics/bytes.ts';
import { enhancedPacket, interfaceDescription, sectionHeader } from '../files/pcapng-writer.ts';
import { hexBytes } from '../testing/hex-bytes.test.helper.ts';
import { valuesOf } from '../testing/talk.test.helper.ts';

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');

interface Part {
  offset: number;
  bytes: Uint8Array;
  more: boolean;
  id?: number;
}

function fragment4({ offset, bytes, more, id = 7 }: Part, protocol = '11'): Uint8Array {
  const word = (more ? 0x2000 : 0) | (offset / 8);
  const header = `4500 ${hex(20 + bytes.length, 4)} ${hex(id, 4)} ${hex(word, 4)} 40 ${protocol} 0000 0a000001 0a000002`;
  return concat([hexBytes(header), bytes]);
}

function fragment6({ offset, bytes, more, id = 7 }: Part): Uint8Array {
  const address = 'fe8000000000000000000000000000';
  const header = `60000000 ${hex(8 + bytes.length, 4)} 2c 40 ${address}01 ${address}02`;
  return concat([hexBytes(`${header} 11 00 ${hex(offset | (more ? 1 : 0), 4)} ${hex(id, 8)}`), bytes]);
}

function capture(packets: readonly Uint8Array[]): Capture {
  const records = packets.map((data, i) => enhancedPacket({ seconds: i, nanos: 0, data }));
  return openCapture(concat([sectionHeader(), interfaceDescription({ linkType: 101 }), ...records]));
}

/** A UDP datagram of 32 bytes, eight of them the header: long enough to be cut into four. */
const DATAGRAM = concat([hexBytes('c350 1389 0020 0000'), utf8('abcdefghijklmnopqrstuvwx')]);
const parts = (...cuts: number[]): Part[] =>
  cuts.map((from, i) => {
    const to = cuts[i + 1] ?? DATAGRAM.length;
    return { offset: from, bytes: DATAGRAM.subarray(from, to), more: to < DATAGRAM.length };
  });

test.each([
  ['IPv4', (part: Part) => fragment4(part)],
  ['IPv6', (part: Part) => fragment6(part)],
])('%s: the transport header is in the packet that completes the whole, in any order', (name, build) => {
  const [a, b, c] = parts(0, 8, 24) as [Part, Part, Part];
  for (const order of [
    [a, b, c],
    [c, b, a],
    [b, c, a],
    [a, a, c, b],
  ]) {
    const opened = capture(order.map(build));
    const last = order.length - 1;
    expect(opened.packet(last)).toMatchObject({ protocol: 'UDP', info: '50000 → 5001 Len=24' });
    expect(opened.packet(last).udp).toMatchObject({ srcPort: 50_000, payloadLength: 24 });
    expect(opened.packet(0).udp).toBeUndefined();
    expect(text(opened.datagram(last).subarray(8))).toBe('abcdefghijklmnopqrstuvwx');
    const field = name === 'IPv4' ? 'ip.reassembled_in' : 'ipv6.reassembled.in';
    expect(valuesOf(opened, 0, field)).toEqual([order.length]);
    expect(opened.packet(0).info).toContain(`[Reassembled in #${order.length}]`);
    expect(valuesOf(opened, last, 'udp.stream')).toEqual([0]);
  }
});

test('the list of fragments, with their byte ranges', () => {
  const opened = capture(parts(0, 16).map((part) => fragment4(part)));
  expect(valuesOf(opened, 1, 'ip.fragment')).toEqual([1, 2]);
  expect(valuesOf(opened, 1, 'ip.fragment.count')).toEqual([2]);
  expect(opened.dissect(1).sources[1]!.name).toBe('Reassembled IPv4 (32 bytes)');
});

test('a TCP stream with a segment in fragments', () => {
  const segment = concat([hexBytes('9c40 1388 00000001 00000001 5018 ffff 0000 0000'), utf8('split in two')]);
  const build = (offset: number, to: number): Uint8Array =>
    fragment4({ offset, bytes: segment.subarray(offset, to), more: to < segment.length }, '06');
  const opened = capture([build(0, 24), build(24, segment.length)]);
  const [stream] = tcpStreams(opened);
  expect(text(stream!.toServer.bytes())).toBe('split in two');
  expect(stream!.toServer.segments).toMatchObject([{ packet: 2, length: 12 }]);
  expect(valuesOf(opened, 1, 'tcp.len')).toEqual([12]);
});

test('overlapping bytes: those of the fragment that begins first', () => {
  const evil = { offset: 8, bytes: utf8('XXXXXXXXXXXXXXXX'), more: true };
  const [a, b] = parts(0, 16) as [Part, Part];
  const opened = capture([a, evil, b].map((part) => fragment4(part)));
  expect(text(opened.datagram(2).subarray(8))).toBe('abcdefghXXXXXXXXqrstuvwx');
});

test('another identification is another packet; with a missing fragment, the rest stay fragments', () => {
  const [a, b] = parts(0, 16) as [Part, Part];
  const opened = capture([fragment4(a), fragment4({ ...b, id: 8 })]);
  expect(opened.packet(1)).toMatchObject({
    protocol: 'IPv4',
    info: expect.stringContaining('off=16') as string,
  });
  expect(valuesOf(opened, 1, 'ip.reassembled_in')).toEqual([]);
});

test('fragments beyond 65,535 bytes, empty ones, and too many incomplete packets do no harm', () => {
  const [a, b] = parts(0, 16) as [Part, Part];
  const far = fragment4({ offset: 65_528, bytes: new Uint8Array(16), more: false });
  expect(capture([fragment4(a), far]).packet(1).protocol).toBe('IPv4');
  expect(capture([fragment4({ offset: 8, bytes: new Uint8Array(0), more: false })]).packet(0).protocol).toBe(
    'IPv4',
  );
  const flood = Array.from({ length: 5000 }, (_, id) => fragment4({ ...a, id: id + 1 }));
  const opened = capture([...flood, fragment4({ ...b, id: 1 }), fragment4({ ...b, id: 5000 })]);
  expect(opened.packet(5000).protocol).toBe('IPv4');
  expect(opened.packet(5001).protocol).toBe('UDP');
});

test('fragments inside a reassembled packet are ignored', () => {
  const inner = fragment4({ offset: 0, bytes: new Uint8Array(20), more: true });
  const build = (offset: number, to: number): Uint8Array =>
    fragment4({ offset, bytes: inner.subarray(offset, to), more: to < inner.length }, '04');
  expect(capture([build(0, 24), build(24, inner.length)]).packet(1).protocol).toBe('IPv4');
});
