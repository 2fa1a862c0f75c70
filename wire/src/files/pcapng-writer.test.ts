/** Captures written here are read back, and tcpdump's pipe becomes pcapng. */
import { expect, test } from 'vitest';
import { openCapture } from '../open.ts';
import { hexBytes } from '../testing/hex-bytes.test.helper.ts';
import { concat, utf8 } from '../basics/bytes.ts';
import { PcapStreamParser } from './pcap-stream.ts';
import {
  TLS_KEY_LOG,
  decryptionSecrets,
  enhancedPacket,
  interfaceDescription,
  interfaceStatistics,
  sectionHeader,
} from './pcapng-writer.ts';
import { withComments } from './with-comments.ts';

const DATAGRAM = hexBytes(`
  02000000000b 02000000000a 0800
  4500 001e 0001 0000 40 11 0000 0a000001 0a000002
  1389 138a 000a 0000 6869`);

const file = concat([
  sectionHeader({ application: 'test', comment: 'a file' }),
  interfaceDescription({ linkType: 1, snapLength: 65_535, name: 'veth0' }),
  decryptionSecrets(utf8('CLIENT_RANDOM 00 11\n')),
  enhancedPacket({ seconds: 1_795_212_000, nanos: 123_456_789, data: DATAGRAM, comments: ['one', 'two'] }),
  enhancedPacket({
    seconds: 1_795_212_001,
    nanos: 999_999_999,
    data: DATAGRAM.subarray(0, 43),
    originalLength: 44,
  }),
  interfaceStatistics({ seconds: 1_795_212_002, nanos: 0, received: 2, dropped: 1 }),
]);

test('what was written is read back', () => {
  const capture = openCapture(file);
  expect(capture.problem).toBeUndefined();
  expect(capture.count).toBe(2);
  expect(capture.comments).toEqual(['a file']);
  expect(capture.interfaces[0]).toMatchObject({
    linkType: 1,
    name: 'veth0',
    timeDigits: 9,
    received: 2,
    dropped: 1,
  });
  expect(capture.secrets).toMatchObject([{ type: TLS_KEY_LOG, length: 20 }]);
  expect(capture.packet(0)).toMatchObject({
    number: 1,
    src: '10.0.0.1',
    dst: '10.0.0.2',
    protocol: 'UDP',
    info: '5001 → 5002 Len=2',
    comments: ['one', 'two'],
    udp: { srcPort: 5001, dstPort: 5002, payloadLength: 2, stream: 0 },
  });
  expect([...capture.table.seconds.subarray(0, 2)]).toEqual([1_795_212_000, 1_795_212_001]);
  expect([...capture.table.nanos.subarray(0, 2)]).toEqual([123_456_789, 999_999_999]);
  expect(capture.frame(0)).toEqual(DATAGRAM);
  expect(capture.table.captured[1]).toBe(43);
  expect(capture.table.length[1]).toBe(44);
});

test('comments are added after existing ones, and nothing else changes', () => {
  const commented = withComments(
    file,
    new Map([
      [1, ['drei']],
      [2, ['x', 'yy']],
      [9, ['none']],
    ]),
  );
  const capture = openCapture(commented);
  expect(capture.problem).toBeUndefined();
  expect(capture.packetComments(0)).toEqual(['one', 'two', 'drei']);
  expect(capture.packetComments(1)).toEqual(['x', 'yy']);
  expect(capture.secrets.length).toBe(1);
  expect(capture.frame(0)).toEqual(DATAGRAM);
  expect(withComments(file, new Map())).toEqual(file);
});

test('a file cut anywhere gives the packets before the cut, and the place of the cut', () => {
  for (let length = 1; length < file.length; length++) {
    const capture = openCapture(file.subarray(0, length));
    expect(capture.count).toBeLessThanOrEqual(2);
    if (capture.problem) expect(capture.problem.offset).toBeLessThan(length);
  }
  expect(openCapture(new Uint8Array(0)).problem?.message).toBe('The file is empty.');
});

test('reading a growing file continues where the last read stopped', async () => {
  const { emptyCapture } = await import('../open.ts');
  const capture = emptyCapture();
  for (let length = 0; length <= file.length; length += 7) capture.read(file.subarray(0, length), false);
  capture.read(file, true);
  expect(capture.problem).toBeUndefined();
  expect(capture.count).toBe(2);
  expect(capture.packetComments(0)).toEqual(['one', 'two']);
});

test('a pcap pipe is read in pieces of every size', () => {
  const record = hexBytes(`40e20a6b 15cd5b07 2c000000 2c000000`);
  const stream = concat([
    hexBytes('4d3cb2a1 0200 0400 00000000 00000000 00000400 01000000'),
    record,
    DATAGRAM,
    record,
    DATAGRAM,
  ]);
  for (let size = 1; size <= stream.length; size++) {
    const parser = new PcapStreamParser();
    const found = [];
    for (let at = 0; at < stream.length; at += size)
      found.push(...parser.push(stream.subarray(at, at + size)));
    expect(parser.end()).toBeUndefined();
    expect(parser.linkType).toBe(1);
    expect(found.length).toBe(2);
    expect(found[1]).toEqual({ seconds: 0x6b0ae240, nanos: 123_456_789, originalLength: 44, data: DATAGRAM });
  }
  const cut = new PcapStreamParser();
  cut.push(stream.subarray(0, stream.length - 1));
  expect(cut.end()).toMatchObject({ offset: 24 + 16 + 44 });
  const wrong = new PcapStreamParser();
  expect(wrong.push(utf8('tcpdump: you do not have permission'))).toEqual([]);
  expect(wrong.problem?.offset).toBe(0);
});
