/** DNS messages in datagrams and streams, whole and hostile. */
import { expect, test } from 'vitest';
import { openCapture } from '../../open.ts';
import type { Capture } from '../../core/capture.ts';
import { concat } from '../../basics/bytes.ts';
import { enhancedPacket, interfaceDescription, sectionHeader } from '../../files/pcapng-writer.ts';
import type { Item } from '../../core/field.ts';
import { hexBytes } from '../../testing/hex-bytes.test.helper.ts';
import { allValues, cuts, talk, valuesOf } from '../../testing/talk.test.helper.ts';
import type { Said } from '../../testing/talk.test.helper.ts';

const QUERY = 'b1d0 0100 0001 0000 0000 0000 036c6162 0474657374 00 0001 0001';
const ANSWER = `b1d0 8180 0001 0002 0000 0000 036c6162 0474657374 00 0001 0001
  c00c 0005 0001 0000000a 0005 02706d c00c
  c026 0001 0001 0000000a 0004 0a000002`;

const two = (value: number): string => value.toString(16).padStart(4, '0');

/** A capture of datagrams, each from port 40000 to 53, or back if its response bit is set. */
function datagrams(...messages: string[]): Capture {
  const packets = messages.map((digits, i) => {
    const data = hexBytes(digits);
    const isResponse = (data[2]! & 0x80) !== 0;
    const [from, to] = isResponse ? ['0a000002', '0a000001'] : ['0a000001', '0a000002'];
    const ports = isResponse ? '0035 9c40' : '9c40 0035';
    const header = `4500 ${two(28 + data.length)} 0000 0000 4011 0000 ${from} ${to} ${ports} ${two(8 + data.length)} 0000`;
    return enhancedPacket({ seconds: i, nanos: 500, data: concat([hexBytes(header), data]) });
  });
  return openCapture(concat([sectionHeader(), interfaceDescription({ linkType: 101 }), ...packets]));
}

test('a query and its response', () => {
  const capture = datagrams(QUERY, ANSWER);
  expect(capture.packet(0)).toMatchObject({ protocol: 'DNS', info: 'Standard query 0xb1d0 A lab.test' });
  expect(capture.packet(1).info).toBe(
    'Standard query response 0xb1d0 A lab.test CNAME pm.lab.test A 10.0.0.2',
  );
  expect(valuesOf(capture, 0, 'dns.response_in')).toEqual([2]);
  expect(valuesOf(capture, 1, 'dns.response_to')).toEqual([1]);
  expect(valuesOf(capture, 1, 'dns.time')).toEqual([1]);
  expect(valuesOf(capture, 1, 'dns.resp.name')).toEqual(['lab.test', 'pm.lab.test']);
  expect(valuesOf(capture, 1, 'dns.a')).toEqual([0x0a000002]);
});

test('a repeated query is answered once', () => {
  const capture = datagrams(QUERY, QUERY, ANSWER, ANSWER);
  expect(allValues(capture, 'dns.response_in')).toEqual([3]);
  expect(allValues(capture, 'dns.response_to')).toEqual([1]);
});

const record = (type: string, data: string): string =>
  `00 ${type} 0001 00000001 ${two(hexBytes(data).length)} ${data}`;

test('records of many types', () => {
  const capture = datagrams(
    `0001 8400 0000 0008 0000 0000
    ${record('000f', '000a 016d 00')} ${record('0010', '026869 0121')} ${record('0002', '016e 00')}
    ${record('000c', '0170 00')} ${record('001c', '20010db8000000000000000000000001')}
    ${record('0006', '0173 00 0172 00 00000001 00000002 00000003 00000004 00000005')}
    ${record('0021', '0001 0002 1389 0174 00')} ${record('00ff', 'beef')}`,
  );
  expect(capture.packet(0).info).toBe(
    'Standard query response 0x0001 MX 10 m TXT NS n PTR p AAAA 2001:db8::1 SOA s SRV 1 2 5001 t ANY',
  );
  expect(valuesOf(capture, 0, 'dns.txt')).toEqual(['hi', '!']);
  expect(valuesOf(capture, 0, 'dns.soa.minimum_ttl')).toEqual([5]);
  expect(valuesOf(capture, 0, 'dns.srv.port')).toEqual([5001]);
  expect(valuesOf(capture, 0, 'dns.data')).toEqual([hexBytes('beef')]);
});

test('over TCP, wherever the message is cut', () => {
  const answer = hexBytes(`${two(hexBytes(ANSWER).length)} ${ANSWER}`);
  for (const parts of cuts(answer)) {
    const capture = talk(
      [['client', hexBytes(`001a ${QUERY}`)], ...parts.map((part): Said => ['server', part])],
      53,
    );
    const last = 3 + parts.length;
    expect(valuesOf(capture, last, 'dns.response_to')).toEqual([4]);
    expect(valuesOf(capture, last, 'dns.length')).toEqual([answer.length - 2]);
    expect(capture.packet(last).info).toContain('A 10.0.0.2');
  }
});

test('names with loops, out of bounds or without end', () => {
  const head = '0001 0100 0001 0000 0000 0000';
  const name = (digits: string): unknown => valuesOf(datagrams(`${head} ${digits}`), 0, 'dns.qry.name')[0];
  expect(name('c00c 0001 0001')).toBe('<pointer out of bounds or in a loop>');
  expect(name('0161 c00c 0001 0001')).toMatch(/^a\.a\..*<name too long>$/);
  expect(name('ffff 0001 0001')).toBe('<pointer out of bounds or in a loop>');
  expect(name(`${'0161'.repeat(200)} 00 0001 0001`)).toMatch(/<name too long>$/);
  expect(name('04 002e5c20 00 0001 0001')).toBe(String.raw`\000.\\032`);
  expect(name('40 00 0001 0001')).toBe('<unknown label>');
});

test('a message cut short anywhere, and counts that are too high, do no harm', () => {
  const whole = hexBytes(ANSWER);
  for (let length = 0; length <= whole.length; length++) {
    const digits = Array.from(whole.subarray(0, length), (byte) => byte.toString(16).padStart(2, '0')).join(
      '',
    );
    if (length > 2) datagrams(digits).dissect(0);
  }
  const greedy = datagrams('0001 8180 ffff ffff ffff ffff 00 0001 0001');
  expect(valuesOf(greedy, 0, 'dns.qry.type')).toEqual([1]);
});

test('pointers cannot turn a small message into a long list of long names', () => {
  // A name of 120 labels, and questions of six bytes that each point to it.
  const first = `${'0161'.repeat(120)} 00 0001 0001`;
  const capture = datagrams(`0001 0100 2000 0000 0000 0000 ${first} ${'c00c 0001 0001'.repeat(8000)}`);
  const names = valuesOf(capture, 0, 'dns.qry.name') as string[];
  const written = names.reduce((sum, name) => sum + name.length, 0);
  expect(names.length).toBeGreaterThan(2000);
  expect(written).toBeLessThanOrEqual(16 * capture.bytes.length);
  expect(capture.dissect(0).layers.at(-1)?.children.at(-1)?.text).toBe('[Malformed Packet: DNS]');
});

test('no part of the tree exceeds the captured bytes', () => {
  // The record promises 22 bytes of data and has 4.
  const capture = datagrams('0001 8180 0000 0001 0000 0000 00 0001 0001 00000000 0016 0a000001');
  const bytes = capture.frame(0).length;
  const ends: number[] = [];
  const visit = (item: Item): void => {
    ends.push(item.offset + item.length);
    item.children.forEach(visit);
  };
  capture.dissect(0).layers.forEach(visit);
  expect(Math.max(...ends)).toBe(bytes);
});
