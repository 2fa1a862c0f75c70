/** The language: every operator, and every kind of records. */
import { compileFilter } from '@wireside/wire';
import { labRegistry } from '@wireside/wire/lab';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { KINDS } from './kinds/index.ts';
import { holds, model } from './query.test.helper.ts';

describe('operators', () => {
  test.each([
    ['count(calls) == 10', true],
    ['count(calls) eq 10', true],
    ['count(calls) != 10', false],
    ['count(calls) > 9', true],
    ['count(calls) >= 10', true],
    ['count(calls) < 10', false],
    ['count(calls) <= 10', true],
    ['1 <= count(calls) <= 10', true],
    ['10 == count(calls)', true],
    ['count(calls) in {1, 5..10}', true],
    ['count(calls) not in {1, 5..10}', false],
    ['count(calls) == 10 && count(lines) == 1', true],
    ['count(calls) == 10 and count(lines) == 2', false],
    ['count(calls) == 1 || count(lines) == 1', true],
    ['count(calls) == 1 or count(lines) == 2', false],
    ['count(calls) == 10 xor count(lines) == 1', false],
    ['!(count(calls) == 10)', false],
    ['not count(calls) == 1', true],
    ['count(calls) + count(lines) == 11', true],
    ['count(calls) - 11 < 0', true],
    ['{count(calls) + 1} * 2 == 22', true],
    ['count(calls) / 3 == 3 && count(calls) % 3 == 1', true],
    ['first(lines).text contains "data 1"', true],
    ['first(lines).text matches "^this is"', true],
    ['first(lines).text == "no"', false],
    ['len(first(lines).text) == 54', true],
    ['upper(first(lines).text) contains "PMU"', true],
    ['first(calls: call.name == "connect")', true],
    ['!first(calls: call.name == "listen")', true],
    ['first(calls: call.name == "listen").ret == 0', false],
    ['first(calls: call.name == "listen").ret != 0', false],
    ['last(calls: call.kind == "receive").ret == 0', true],
    ['sum(calls: call.kind == "receive", call.ret) == sum(messages, message.length)', true],
    ['max(calls: call.kind == "receive", ret) == 54', true],
    ['min(calls: call.kind == "receive", ret) == 0', true],
    ['max(calls: call.kind == "listen", ret) == 0', false],
    ['sum(calls: call.kind == "listen", ret) == 0', true],
    ['first(calls: call.name == "connect").at < last(calls: call.kind == "receive").at', true],
    ['first(packets: tcp.flags.syn == 1).ip.dst == 10.0.0.0/8', true],
    ['first(packets: tcp.flags.syn == 1).tcp.dstport == $port', true],
    ['first(packets: tcp.flags.syn == 1).ip.dst == $address', true],
    ['first(packets: tcp).frame.number == 5', false],
    ['last(packets: tcp).frame.number == max(packets: tcp, frame.number)', true],
    [
      'first(packets: tcp).frame.time > "2020-01-01" && first(packets: tcp).frame.time < last(packets: tcp).frame.time',
      true,
    ],
    [
      'sum(packets: tcp, frame.time_delta) > 0 && first(packets: tcp.flags.syn == 1).tcp.flags.syn == 1',
      true,
    ],
    ['first(packets: tcp.len > 0).tcp.payload contains $command', true],
    ['first(calls: call.kind == "connect").target.address == $address', true],
    ['count(packets: tcp) > $port', false],
    ['first(packets: tcp)._ws.col.info contains "SYN"', true],
    ['sum(packets: tcp.srcport == $port, tcp.len) == 54', true],
    ['$command == "CMD_short:0" && $port == 5003', true],
    ['$case in {"one", "two"}', true],
  ])('%s', (text, expected) => {
    expect(holds(text)).toBe(expected);
  });
});

describe('kinds', () => {
  test.each([
    ['count(packets: tcp.port == $port && tcp.len > 0) >= 2'],
    ['count(packets:tcp.flags.syn==1)==2'],
    ['count(calls: call.target.port == $port && call.target.address == $address) == 1'],
    ['count(calls: call.remote.port == $port && call.data contains "CMD") == 1'],
    ['count(calls: call.actor == $program) == count(calls)'],
    ['first(calls: call.kind == "socket").protocol == "TCP"'],
    ['count(lines: line.stream == "stdout" && line.ended && line.actor == $program) == 1'],
    ['first(lines: line.bytes[0] == "T").length == 54'],
    ['count(messages: message.text contains "PMU data" && message.local.port == $port) == 3'],
    ['sum(messages, length) == 54'],
    ['count(sockets: socket.state == "LISTEN" && socket.local.port == $port) >= 1'],
    ['count(events: event.name == "accept" && event.peer == "pmu") == 1'],
    ['count(events: event.name == "receive" && event.data contains $command) == 1'],
    ['count(lookups: lookup.name == $server) == 0'],
    ['first(actors: actor.name == $program).code == 0'],
    ['first(actors: actor.kind == "peer").peer == "pmu"'],
  ])('%s', (text) => {
    expect(holds(text)).toBe(true);
  });

  it('have examples that are valid, and fields with different names', () => {
    for (const { name, fields } of KINDS) {
      const names = fields.map(({ field }) => field.name);
      expect(names).toEqual([...new Set(names)]);
      for (const { field, example } of fields) {
        expect(example).toContain(field.name);
        expect(typeof holds(`count(${name}: ${example}) >= 0`), example).toBe('boolean');
      }
    }
  });
});

it('a query counts the packets that the filter of wire finds', () => {
  const term = fc.oneof(
    fc.constantFrom(
      'tcp',
      'udp',
      'tcp.flags.syn == 1',
      'frame contains "PMU"',
      'ip.src == 10.0.0.0/30',
      'tcp.flags & 0x12',
    ),
    fc.nat(80).map((length) => `tcp.len > ${length}`),
    fc.integer({ min: 5000, max: 5006 }).map((port) => `tcp.port in {${port}, 80..90}`),
    fc.nat(30).map((number) => `frame.number <= ${number}`),
  );
  const filters = fc.array(fc.tuple(term, fc.constantFrom('&&', '||'), fc.constantFrom('', '!')), {
    minLength: 1,
    maxLength: 5,
  });
  fc.assert(
    fc.property(filters, (terms) => {
      const text = terms.map(([one, sign, not], i) => `${i === 0 ? '' : `${sign} `}${not}(${one})`).join(' ');
      const { filter } = compileFilter(text, { registry: labRegistry });
      const count = filter!.rows(model.capture).length;
      expect(holds(`count(packets: ${text}) == ${count}`), text).toBe(true);
    }),
    { numRuns: 500, seed: 42 },
  );
});
