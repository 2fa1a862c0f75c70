/** The labs' own protocols: PMU over TCP and WebSocket, OFFSET, and TV. */
import { expect, test } from 'vitest';
import { openCapture } from '../open.ts';
import type { Capture } from '../core/capture.ts';
import { concat, utf8 } from '../basics/bytes.ts';
import { enhancedPacket, interfaceDescription, sectionHeader } from '../files/pcapng-writer.ts';
import { hexBytes } from '../testing/hex-bytes.test.helper.ts';
import { allValues, cuts, talk as converse, valuesOf } from '../testing/talk.test.helper.ts';
import type { Said } from '../testing/talk.test.helper.ts';
import { labRegistry } from './registry.ts';

const LAB = { registry: labRegistry };
const talk = (said: readonly Said[], port: number): Capture => converse(said, port, LAB);
const two = (value: number): string => value.toString(16).padStart(4, '0');

function datagram(port: number, to: string, payload: string): Capture {
  const data = utf8(payload);
  const header = hexBytes(
    `4500 ${two(28 + data.length)} 0000 0000 0a11 0000 0a000001 ${to} c350 ${two(port)} ${two(8 + data.length)} 0000`,
  );
  const packet = enhancedPacket({ seconds: 1, nanos: 0, data: concat([header, data]) });
  return openCapture(concat([sectionHeader(), interfaceDescription({ linkType: 101 }), packet]), LAB);
}

test('messages that share a segment are separate, and a split one is marked as cut', () => {
  const messages = Array.from({ length: 12 }, (_, i) => `This is PMU data ${i}`).join('');
  for (const parts of cuts(utf8(messages))) {
    const capture = talk([['client', 'CMD_short:0'], ...parts.map((part): Said => ['server', part])], 5003);
    expect(allValues(capture, 'pmu.message.number')).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(allValues(capture, 'pmu.command')).toEqual(['CMD_short:0']);
    expect(allValues(capture, 'pmu.message.cut').length).toBeLessThanOrEqual(1);
  }
});

test('a message with its own segment is shown in it, not when the next one arrives', () => {
  const said = [1, 2, 3].map((i): Said => ['server', `This is PMU data ${i}`]);
  const capture = talk([['client', 'CMD_short:1'], ...said], 5003);
  expect(capture.packet(3)).toMatchObject({ protocol: 'PMU', info: 'Command CMD_short:1' });
  expect(capture.packet(5).info).toBe('This is PMU data 2');
  const [item] = capture.dissect(5).layers.at(-1)!.children;
  expect([item!.offset, item!.length, item!.children[0]!.offset]).toEqual([54, 18, 54 + 17]);
});

test('the number 10 cut after its 1 is not read as 1', () => {
  const before = Array.from({ length: 9 }, (_, i) => `This is PMU data ${i + 1}`).join('');
  const capture = talk(
    [
      ['client', 'CMD_short:0'],
      ['server', `${before}This is PMU data 1`],
      ['server', '0'],
    ],
    5003,
  );
  expect(valuesOf(capture, 5, 'pmu.message.number')).toEqual([10]);
  expect(valuesOf(capture, 5, 'pmu.message.cut')).toEqual([true]);
  expect(capture.packet(5).info).toBe('This is PMU data 10 [cut]');
});

test('a stream that ends inside a message is marked', () => {
  const capture = talk([['server', 'This is PMU data 1This is PM']], 5003);
  expect(allValues(capture, 'pmu.message')).toEqual(['This is PMU data 1', 'This is PM']);
  expect(allValues(capture, 'pmu.message.number')).toEqual([1]);
});

test('a command in pieces, an unknown one, and the long text', () => {
  for (const parts of cuts(utf8('CMD_floodme'))) {
    const capture = talk(
      [...parts.map((part): Said => ['client', part]), ['server', 'ACT I. SCENE I. Elsinore.']],
      5003,
    );
    expect(allValues(capture, 'pmu.command')).toEqual(['CMD_floodme']);
    expect(allValues(capture, 'pmu.text')).toEqual(['ACT I. SCENE I. Elsinore.']);
  }
  const unknown = talk([['client', 'CMD_long:1']], 5003)
    .dissect(3)
    .layers.at(-1)!;
  expect(JSON.stringify(unknown.children.map((item) => item.children.map((note) => note.text)))).toContain(
    'Not a PMU command',
  );
});

test('PMU is recognized on any port; other bytes on its port stay data', () => {
  expect(talk([['client', 'CMD_short:0']], 6000).packet(3).protocol).toBe('PMU');
  expect(talk([['client', hexBytes('00ff00ff')]], 5003).packet(3).protocol).toBe('TCP');
});

test('PMU in WebSocket frames', () => {
  const capture = talk(
    [
      ['client', 'GET / HTTP/1.1\r\nUpgrade: websocket\r\n\r\n'],
      ['server', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n'],
      ['client', hexBytes('818b 00000000 434d445f73686f72743a30')],
      ['server', concat([hexBytes('8212'), utf8('This is PMU data 7')])],
    ],
    5006,
  );
  expect(allValues(capture, 'pmu.command')).toEqual(['CMD_short:0']);
  expect(valuesOf(capture, 6, 'pmu.message.number')).toEqual([7]);
  expect(capture.packet(6).protocol).toBe('PMU');
});

test('OFFSET in both spellings, the refusal, and other bytes', () => {
  expect(valuesOf(datagram(5004, '0a000002', 'RESET:20'), 0, 'offset.reset')).toEqual([20]);
  expect(valuesOf(datagram(5004, '0a000002', 'OFFSET=7'), 0, 'offset.value')).toEqual([7]);
  expect(valuesOf(datagram(5004, '0a000002', 'OFFSET:12'), 0, 'offset.value')).toEqual([12]);
  expect(datagram(5004, '0a000002', 'Wrong command.').packet(0)).toMatchObject({
    protocol: 'OFFSET',
    info: 'Wrong command.',
  });
  expect(datagram(5004, '0a000002', 'OFFSET=x').packet(0).protocol).toBe('UDP');
});

test('TV: the station, a student, an empty line, and other bytes', () => {
  const station = datagram(5005, 'e0010101', 'swcmTVWho is there?');
  expect(station.packet(0)).toMatchObject({ protocol: 'TV', info: 'swcmTV: Who is there?' });
  expect(valuesOf(station, 0, 'tv.station')).toEqual([true]);
  const student = datagram(10_505, 'e0010101', '123456hello');
  expect(valuesOf(student, 0, 'tv.id')).toEqual(['123456']);
  expect(valuesOf(student, 0, 'tv.text')).toEqual(['hello']);
  const bare = datagram(10_505, 'e0010101', 'swcmTV');
  expect(bare.packet(0).info).toBe('swcmTV (no text)');
  expect(valuesOf(bare, 0, 'tv.text')).toEqual([]);
  expect(datagram(5005, '0a000002', 'abcdefgh').packet(0).protocol).toBe('UDP');
  expect(datagram(5005, 'e0010101', 'abc').packet(0).protocol).toBe('UDP');
});
