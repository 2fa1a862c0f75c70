/** WebSocket frames after HTTP's upgrade, however the segments fall. */
import { expect, test } from 'vitest';
import { concat, utf8 } from '../../basics/bytes.ts';
import { hexBytes } from '../../testing/hex-bytes.test.helper.ts';
import { allValues, cuts, talk, valuesOf } from '../../testing/talk.test.helper.ts';
import type { Said } from '../../testing/talk.test.helper.ts';

const UPGRADE: readonly Said[] = [
  ['client', 'GET / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'],
  ['server', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: WebSocket\r\n\r\n'],
];
/** The examples of RFC 6455 section 5.7: "Hello" plain, masked, and in two fragments. */
const HELLO = hexBytes('81 05 48656c6c6f');
const MASKED = hexBytes('81 85 37fa213d 7f9f4d5158');
const FRAGMENTS = [hexBytes('01 03 48656c'), hexBytes('80 02 6c6f')] as const;

const frame = (header: string, length: number): Uint8Array =>
  concat([hexBytes(header), new Uint8Array(length)]);

test('a masked frame, cut anywhere', () => {
  for (const parts of cuts(MASKED)) {
    const capture = talk([...UPGRADE, ...parts.map((part): Said => ['client', part])], 5006);
    const last = 4 + parts.length;
    expect(capture.packet(last)).toMatchObject({
      protocol: 'WebSocket',
      info: 'WebSocket Text [FIN] [MASKED]',
    });
    expect(valuesOf(capture, last, 'websocket.payload.text')).toEqual(['Hello']);
    expect(valuesOf(capture, last, 'websocket.masking_key')).toEqual([hexBytes('37fa213d')]);
  }
});

test('fragments become one message, shown in the last', () => {
  const capture = talk(
    [...UPGRADE, ['server', FRAGMENTS[0]], ['server', hexBytes('89 01 21')], ['server', FRAGMENTS[1]]],
    5006,
  );
  expect(allValues(capture, 'websocket.opcode')).toEqual([1, 9, 0]);
  expect(valuesOf(capture, 7, 'websocket.fragment')).toEqual([6, 8]);
  expect(valuesOf(capture, 7, 'websocket.payload.text')).toEqual(['Hello']);
  expect(valuesOf(capture, 6, 'websocket.payload.ping')).toEqual([hexBytes('21')]);
});

test('lengths of 7, 16 and 64 bits', () => {
  const capture = talk(
    [
      ...UPGRADE,
      ['server', frame('82 7d', 125)],
      ['server', frame('82 7e 007e', 126)],
      ['server', frame('82 7f 0000000000000100', 256)],
    ],
    5006,
  );
  expect(allValues(capture, 'websocket.payload_length')).toEqual([125, 126, 127]);
  expect(allValues(capture, 'websocket.payload_length_ext_16')).toEqual([126]);
  expect(allValues(capture, 'websocket.payload_length_ext_64')).toEqual([256n]);
  expect(allValues(capture, 'data.len')).toEqual([125, 126, 256]);
});

test('a close frame has code and reason', () => {
  const capture = talk([...UPGRADE, ['server', hexBytes('88 05 03e8 627965')]], 5006);
  expect(valuesOf(capture, 5, 'websocket.payload.close.status_code')).toEqual([1000]);
  expect(valuesOf(capture, 5, 'websocket.payload.close.reason')).toEqual(['bye']);
});

test('a compressed message is marked and shown as it is', () => {
  const capture = talk([...UPGRADE, ['server', hexBytes('c1 07 f248cdc9c90700')]], 5006);
  expect(valuesOf(capture, 5, 'websocket.pmc')).toEqual([true]);
  expect(valuesOf(capture, 5, 'data.data')).toEqual([hexBytes('f248cdc9c90700')]);
  expect(valuesOf(capture, 5, 'websocket.payload.text')).toEqual([]);
});

test('without an upgrade there are no frames', () => {
  expect(allValues(talk([['server', HELLO]], 5006), 'websocket.opcode')).toEqual([]);
});

test('a frame in the packet of the upgrade, and several in one packet', () => {
  const upgrade = utf8(UPGRADE[1]![1] as string);
  const capture = talk([UPGRADE[0]!, ['server', concat([upgrade, HELLO, HELLO])]], 5006);
  expect(valuesOf(capture, 4, 'websocket.payload.text')).toEqual(['Hello', 'Hello']);
  expect(capture.packet(4).protocol).toBe('WebSocket');
});

test('an impossible length does no harm', () => {
  const capture = talk([...UPGRADE, ['server', hexBytes('82 7f ffffffffffffffff 00')]], 5006);
  expect(allValues(capture, 'websocket.opcode')).toEqual([]);
});
