/** IGMP of all three versions. */
import { expect, test } from 'vitest';
import { openCapture } from '../open.ts';
import type { Capture } from '../core/capture.ts';
import { concat } from '../basics/bytes.ts';
import { enhancedPacket, interfaceDescription, sectionHeader } from '../files/pcapng-writer.ts';
import { hexBytes } from '../testing/hex-bytes.test.helper.ts';
import { valuesOf } from '../testing/talk.test.helper.ts';

function packet(digits: string): Capture {
  const data = hexBytes(digits);
  const length = (20 + data.length).toString(16).padStart(4, '0');
  const header = hexBytes(`4500 ${length} 0000 0000 0102 0000 0a000001 e0010101`);
  const record = enhancedPacket({ seconds: 1, nanos: 0, data: concat([header, data]) });
  return openCapture(concat([sectionHeader(), interfaceDescription({ linkType: 101 }), record]));
}

test.each([
  ['11 00 eeff 00000000', 'IGMPv1', 'Membership Query'],
  ['12 00 0cfd e0010101', 'IGMPv1', 'Membership Report'],
  ['11 64 ee9b 00000000', 'IGMPv2', 'Membership Query, general'],
  ['11 0a 0df3 e0010101', 'IGMPv2', 'Membership Query, specific for group 224.1.1.1'],
  ['16 00 08fd e0010101', 'IGMPv2', 'Membership Report group 224.1.1.1'],
  ['17 00 07fd e0010101', 'IGMPv2', 'Leave Group 224.1.1.1'],
  ['11 64 ec1e 00000000 027d 0000', 'IGMPv3', 'Membership Query, general'],
])('%s is %s', (digits, label, info) => {
  const capture = packet(digits);
  expect(capture.packet(0)).toMatchObject({ protocol: label, info });
  expect(valuesOf(capture, 0, 'igmp.checksum.status')).toEqual([1]);
  expect(valuesOf(capture, 0, 'igmp.version')).toEqual([Number(label.at(-1))]);
});

test('a report of version 3 with several records and sources', () => {
  const capture = packet(`22 00 0000 0000 0003
    04 00 0000 e0010101  03 00 0001 e0010102 0a000009  06 01 0001 e0010103 0a000008 deadbeef`);
  expect(capture.packet(0).info).toBe(
    'Membership Report / Join group 224.1.1.1 for any sources / Join group 224.1.1.2 for source {10.0.0.9} / ' +
      'Group 224.1.1.3, block source {10.0.0.8}',
  );
  expect(valuesOf(capture, 0, 'igmp.record_type')).toEqual([4, 3, 6]);
  expect(valuesOf(capture, 0, 'igmp.saddr')).toEqual([0x0a000009, 0x0a000008]);
  expect(valuesOf(capture, 0, 'igmp.aux_data')).toEqual([hexBytes('deadbeef')]);
  expect(valuesOf(capture, 0, 'igmp.checksum.status')).toEqual([0]);
});

test('a response time in floating point, and a query with sources', () => {
  const capture = packet('11 fe 0000 e0010101 0a7d 0002 0a000001 0a000002');
  expect(valuesOf(capture, 0, 'igmp.max_resp')).toEqual([30_720]);
  expect(valuesOf(capture, 0, 'igmp.s')).toEqual([true]);
  expect(valuesOf(capture, 0, 'igmp.qrv')).toEqual([2]);
  expect(valuesOf(capture, 0, 'igmp.num_src')).toEqual([2]);
  expect(capture.packet(0).info).toContain('source(s) {10.0.0.1, 10.0.0.2}');
});

test('counts that are too high end at the packet', () => {
  expect(valuesOf(packet('22 00 0000 0000 ffff 04 00 ffff e0010101'), 0, 'igmp.record_type')).toEqual([4]);
  expect(packet('22 00').packet(0).protocol).toBe('IGMPv3');
});
