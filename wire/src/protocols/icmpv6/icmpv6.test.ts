/** ICMPv6: echoes, errors, neighbor discovery, multicast listeners. */
import { expect, test } from 'vitest';
import { openCapture } from '../../open.ts';
import type { Capture } from '../../core/capture.ts';
import { concat } from '../../basics/bytes.ts';
import { enhancedPacket, interfaceDescription, sectionHeader } from '../../files/pcapng-writer.ts';
import { hexBytes } from '../../testing/hex-bytes.test.helper.ts';
import { valuesOf } from '../../testing/talk.test.helper.ts';

const [A, B] = ['fe800000000000000000000000000001', 'fe800000000000000000000000000002'];

function packets(...messages: (readonly [from: string, to: string, digits: string])[]): Capture {
  const records = messages.map(([from, to, digits], i) => {
    const data = hexBytes(digits);
    const length = data.length.toString(16).padStart(4, '0');
    const header = hexBytes(`60000000 ${length} 3a ff ${from} ${to}`);
    return enhancedPacket({ seconds: 1, nanos: i * 1_500_000, data: concat([header, data]) });
  });
  return openCapture(concat([sectionHeader(), interfaceDescription({ linkType: 101 }), ...records]));
}

test('an echo request, its reply, and one without', () => {
  const capture = packets(
    [A, B, '8000 847f 0007 0001 6869'],
    [B, A, '8100 0000 0007 0001 6869'],
    [A, B, '8000 0000 0007 0002'],
  );
  expect(capture.packet(0).info).toBe('Echo (ping) request id=0x0007, seq=1, hop limit=255 (reply in 2)');
  expect(capture.packet(1).info).toBe('Echo (ping) reply id=0x0007, seq=1, hop limit=255 (request in 1)');
  expect(capture.packet(2).info).toContain('(no response found!)');
  expect(valuesOf(capture, 1, 'icmpv6.resptime')).toEqual([1.5]);
  expect(valuesOf(capture, 1, 'icmpv6.checksum.status')).toEqual([0]);
});

test('a neighbor solicitation and its advertisement', () => {
  const capture = packets(
    [A, B, `8700 0000 00000000 ${B} 0101 02000000000a`],
    [B, A, `8800 0000 60000000 ${B} 0201 02000000000b`],
  );
  expect(capture.packet(0).info).toBe('Neighbor Solicitation for fe80::2 from 02:00:00:00:00:0a');
  expect(capture.packet(1).info).toBe('Neighbor Advertisement fe80::2 (sol, ovr) is at 02:00:00:00:00:0b');
  expect(valuesOf(capture, 1, 'icmpv6.opt.target_linkaddr')).toEqual([hexBytes('02000000000b')]);
});

test('a router with prefix, MTU, name servers and search list', () => {
  const capture = packets([
    A,
    B,
    `8600 0000 40 c0 0708 00000000 00000000  0501 0000 000005dc
     0304 40c0 00000e10 00000e10 00000000 20010db8000000000000000000000000
     1903 0000 00000e10 20010db8000000000000000000000053  1f02 0000 00000e10 036c616200 000000`,
  ]);
  expect(valuesOf(capture, 0, 'icmpv6.opt.mtu')).toEqual([1500]);
  expect(valuesOf(capture, 0, 'icmpv6.opt.prefix.flag.a')).toEqual([true]);
  expect(valuesOf(capture, 0, 'icmpv6.opt.dnssl')).toEqual(['lab']);
  expect(valuesOf(capture, 0, 'icmpv6.opt.rdnss')).toEqual([hexBytes('20010db8000000000000000000000053')]);
});

test('an error shows the quoted packet and keeps its own summary', () => {
  const capture = packets([A, B, `0104 0000 00000000 60000000 0008 11 40 ${B} ${A} 1389 138a 0008 0000`]);
  expect(capture.packet(0).info).toBe('Destination Unreachable (port unreachable)');
  const names = capture.dissect(0).layers.map((layer) => layer.field.name);
  expect(names).toEqual(['raw', 'ipv6', 'icmpv6', 'ipv6', 'udp']);
});

test('listeners of both versions', () => {
  const group = 'ff020000000000000000000000000001';
  const capture = packets(
    [A, B, `8200 0000 2710 0000 ${group}`],
    [A, B, `8200 0000 2710 0000 ${group} 0a7d 0001 ${B}`],
    [A, B, `8f00 0000 0000 0001 04 00 0001 ${group} ${B}`],
  );
  expect(valuesOf(capture, 0, 'icmpv6.mld.maximum_response_delay')).toEqual([10_000]);
  expect(valuesOf(capture, 1, 'icmpv6.mld.flag.qrv')).toEqual([2]);
  expect(valuesOf(capture, 2, 'icmpv6.mldr.mar.record_type')).toEqual([4]);
  expect(valuesOf(capture, 2, 'icmpv6.mldr.mar.source_address')).toEqual([hexBytes(B!)]);
});

test('options of length 0 and counts that are too high end there', () => {
  expect(valuesOf(packets([A, B, `8700 0000 00000000 ${B} 0100`]), 0, 'icmpv6.opt.type')).toEqual([1]);
  expect(valuesOf(packets([A, B, '8f00 0000 0000 ffff']), 0, 'icmpv6.mldr.nb_mcast_records')).toEqual([
    65_535,
  ]);
});

test('an extension header that extends beyond the packet', () => {
  // The routing header claims 392 bytes; 16 are there.
  const digits = `60000000 0010 2b 40 ${A} ${B} 3a30000000000000 0000000000000000`;
  const record = enhancedPacket({ seconds: 1, nanos: 0, data: hexBytes(digits) });
  const capture = openCapture(concat([sectionHeader(), interfaceDescription({ linkType: 101 }), record]));
  const layer = capture.dissect(0).layers.at(-1);
  expect(layer).toMatchObject({ offset: 0, length: 40 });
  expect(layer!.children.find(({ field }) => field.name === 'ipv6.routing')).toMatchObject({
    offset: 40,
    length: 16,
  });
  expect(layer!.children.at(-1)?.text).toBe('[Malformed Packet: IPv6]');
});
