/** Damaged TCP options: a note says what is wrong, and the analysis of the segment is still shown. */
import { expect, test } from 'vitest';
import { openCapture } from '../../open.ts';
import { concat } from '../../basics/bytes.ts';
import { enhancedPacket, interfaceDescription, sectionHeader } from '../../files/pcapng-writer.ts';
import { compileFilter } from '../../filter/filter.ts';
import { hexBytes } from '../../testing/hex-bytes.test.helper.ts';

const hex = (value: number): string => value.toString(16).padStart(4, '0');

/** A SYN from host 1 and its answer from host 2, with these options in the answer. */
function handshake(options: string) {
  const bytes = hexBytes(options);
  const ip = (length: number, from: number, to: number): string =>
    `4500 ${hex(20 + length)} 0001 0000 40 06 0000 0a00000${from} 0a00000${to}`;
  const words = (5 + bytes.length / 4).toString(16);
  const packets = [
    hexBytes(`${ip(20, 1, 2)} c350 138b 00000001 00000000 5002 0400 0000 0000`),
    concat([
      hexBytes(`${ip(20 + bytes.length, 2, 1)} 138b c350 00000064 00000002 ${words}012 0400 0000 0000`),
      bytes,
    ]),
  ];
  const records = packets.map((data, i) => enhancedPacket({ seconds: i, nanos: 0, data }));
  return openCapture(concat([sectionHeader(), interfaceDescription({ linkType: 101 }), ...records]));
}

// As tshark does: frames 7, `_ws.malformed` in none of them.
test.each([
  ['a kind at the very end, without a length', '02 04 05b4 02 03 03 07'],
  ['a length longer than the options', '02 04 05b4 01 08 0a 00'],
  ['a length of zero', '02 04 05b4 01 08 00 00'],
  ['a length that is not the one of its kind', '02 03 05 01 03 04 00 00'],
])('%s', (_, options) => {
  const capture = handshake(options);
  const rows = (text: string) => [...compileFilter(text).filter!.rows(capture)];
  expect(rows('tcp.analysis.ack_rtt == 1 and ip')).toEqual([1]);
  expect(rows('_ws.malformed')).toEqual([]);
});
