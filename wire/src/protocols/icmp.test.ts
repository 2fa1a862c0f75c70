/** ICMP: echoes, and errors that quote the packet they are about. */
import { expect, test } from 'vitest';
import { openCapture } from '../open.ts';
import { concat } from '../basics/bytes.ts';
import { enhancedPacket, interfaceDescription, sectionHeader } from '../files/pcapng-writer.ts';
import { hexBytes } from '../testing/hex-bytes.test.helper.ts';

const capture = openCapture(
  concat([
    sectionHeader(),
    interfaceDescription({ linkType: 101 }),
    ...[
      '4500 001e 0001 0000 40 01 0000 0a000001 0a000002  0800 0000 0007 0001 6869',
      `4500 0038 0001 0000 3f 01 0000 0a000002 0a000001  0303 0000 00000000
       4500 001c 0001 0000 40 11 0000 0a000001 0a000002  1389 138a 0008 0000`,
    ].map((digits) => enhancedPacket({ seconds: 1, nanos: 0, data: hexBytes(digits) })),
  ]),
);

test('an echo request', () => {
  expect(capture.packet(0)).toMatchObject({
    src: '10.0.0.1',
    dst: '10.0.0.2',
    protocol: 'ICMP',
    info: 'Echo (ping) request  id=0x0007, seq=1/256, ttl=64 (no response found!)',
  });
});

test('an error keeps its own summary and shows the quoted packet', () => {
  expect(capture.packet(1)).toMatchObject({
    protocol: 'ICMP',
    info: 'Destination unreachable (Port unreachable)',
  });
  expect(capture.packet(1).udp).toBeUndefined();
  const layers = capture.dissect(1).layers.map((layer) => [layer.field.name, layer.offset]);
  expect(layers).toEqual([
    ['raw', 0],
    ['ip', 0],
    ['icmp', 20],
    ['ip', 28],
    ['udp', 48],
  ]);
});
