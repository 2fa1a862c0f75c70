/** The language itself: what is accepted, what it means, and the errors for what is not. */
import { expect, test } from 'vitest';
import { openCapture } from '../open.ts';
import { concat } from '../basics/bytes.ts';
import { enhancedPacket, interfaceDescription, sectionHeader } from '../files/pcapng-writer.ts';
import { hexBytes } from '../testing/hex-bytes.test.helper.ts';
import { compileFilter } from './filter.ts';
import type { FilterError } from './filter-error.ts';
import type { FilterVersion } from './version.ts';

const ETHERNET = '00005e000101 020000000a0b 0800';
/** SYN, 10.0.0.1:40000 to 192.168.1.5:80, with an MSS option. */
const SYN = `4500 002c 0001 4000 40 06 0000 0a000001 c0a80105  9c40 0050 00000063 00000000 6002 ffff 0000 0000 020405b4`;
/** Its data, "GET /x". */
const GET = `4500 002e 0002 4000 40 06 0000 0a000001 c0a80105  9c40 0050 00000064 00000001 5018 0200 0000 0000 474554202f78`;
/** IPv4 in IPv4: 172.16.0.1 to 172.16.0.2 carries 10.0.0.9 to 10.0.0.8, UDP 5000 to 53. */
const TUNNEL = `4500 0032 0003 0000 30 04 0000 ac100001 ac100002
  4500 001e 0004 0000 20 11 0000 0a000009 0a000008  1388 0035 000a 0000 6869`;
/** UDP over IPv6, 2001:db8::1 to ff02::fb. */
const SIX = `60000000 000a 11 ff 20010db8000000000000000000000001 ff0200000000000000000000000000fb 14e9 14e9 000a 0000 6869`;
/** A port-unreachable error of 192.168.1.5 that quotes 10.0.0.1:1024 to port 99. */
const ERROR = `4500 0038 0005 0000 40 01 0000 c0a80105 0a000001  0303 0000 00000000
  4500 001c 0006 0000 40 11 0000 0a000001 c0a80105 0400 0063 0008 0000`;

const packets = [
  [SYN, '0800'],
  [GET, '0800'],
  [TUNNEL, '0800'],
  [SIX, '86dd'],
  [ERROR, '0800'],
].map(([digits, type], i) =>
  enhancedPacket({
    seconds: 1_084_443_427 + i,
    nanos: i * 250_000_000,
    data: hexBytes(ETHERNET.replace('0800', type!) + digits!),
  }),
);
const capture = openCapture(concat([sectionHeader(), interfaceDescription({ linkType: 1 }), ...packets]));

/** Numbers of the packets that match a filter, or the message of its error. */
function found(text: string, version: FilterVersion = '4.4', selected?: number): string {
  const { filter, error } = compileFilter(text, { version });
  return error ? error.message : Array.from(filter.rows(capture, { selected }), (row) => row + 1).join();
}

function problem(text: string, version: FilterVersion = '4.4'): FilterError {
  const { error } = compileFilter(text, { version });
  if (!error) throw new Error(`accepted: ${text}`);
  return error;
}

test.each([
  ['', '1,2,3,4,5'],
  ['tcp', '1,2'],
  ['!tcp', '3,4,5'],
  ['tcp && !tcp.len == 0', '2'],
  ['tcp or udp and ip', '1,2,3,5'],
  ['(tcp or udp) and ipv6', '4'],
  ['tcp xor ip', '3,5'],
  ['not not tcp', '1,2'],
  // Presence, not truth.
  ['tcp.flags.syn', '1,2'],
  ['tcp.flags.syn == 1', '1'],
  ['tcp.flags.ack == 2', '2'],
  ['tcp.flags & 2', '1'],
  ['tcp.flags & 0x12 == 0x10', '2'],
  // Both ends: any, all and their opposites.
  ['tcp.port == 80', '1,2'],
  ['tcp.port != 80', ''],
  ['tcp.port !== 80', '1,2'],
  ['tcp.port === 80', ''],
  ['all tcp.port > 79', '1,2'],
  ['any tcp.port > 30000', '1,2'],
  ['tcp.port != 81', '1,2'],
  ['!(udp.port == 53)', '1,2,4,5'],
  ['udp.port != 53', '4,5'],
  ['udp.port not in {53}', '1,2,4,5'],
  // Several headers in one packet.
  ['ip.addr == 10.0.0.9', '3'],
  ['ip.src == 172.16.0.0/12', '3'],
  ['ip.src != 172.16.0.0/12', '1,2,5'],
  ['ip.addr#2 == 10.0.0.0/8', '3,5'],
  ['ip.addr#1 == 10.0.0.0/8', '1,2,5'],
  ['ip.src#[-1] == 10.0.0.9', '3'],
  ['ip#2', '3,5'],
  ['ip.src#[1-2] == 10.0.0.1', '1,2,5'],
  ['count(ip.addr) == 4', '3,5'],
  ['udp.dstport == 99', '5'],
  ['ip.ttl == 0x20', '3'],
  ['ip.ttl === 64', '1,2,5'],
  ['icmp', '5'],
  ['frame.protocols == "eth:ethertype:ip:ip:udp:dns"', '3'],
  // IPv6.
  ['ipv6.dst == ff02::fb', '4'],
  ['ipv6.addr == 2001:db8::/32', '4'],
  ['ipv6.addr != 2001:db8::/32', ''],
  ['ipv6.src[0:2] == 20:01', '4'],
  // Literals.
  ['tcp.dstport == 0x50 && tcp.dstport == 0120 && tcp.dstport == 0b1010000', '1,2'],
  [String.raw`tcp.dstport == '\x50'`, '1,2'],
  ['ip.proto == TCP', '1,2'],
  ['ip.proto in {"udp", 1}', '3,5'],
  ['tcp.len in {0..5, 7}', '1'],
  ['eth.src == 02-00-00-00-0a-0b', '1,2,3,4,5'],
  ['eth.dst == 0000.5e00.0101 && tcp', '1,2'],
  ['eth.addr[0:3] == 00:00:5e && tcp', '1,2'],
  ['eth.src[-1] == 0b && eth.src[4-5] == 0a:0b && eth.src[:1] == 02 && eth.src[4:] == 0a:0b && udp', '3,4,5'],
  ['eth.src[5,0] == 0b:02 && icmp', '5'],
  ['eth.src[6]', ''],
  ['frame.time >= "2004-05-13 10:17:08 UTC" && frame.time < "May 13, 2004 10:17:10 UTC"', '2,3'],
  ['frame.time_epoch == 1084443428.25', '2'],
  ['frame.time_relative > 1.25', '3,4,5'],
  ['frame.time_delta == 1.25', '2,3,4,5'],
  // Arithmetic.
  ['tcp.len * 2 == 12', '2'],
  ['tcp.len - 10 < 0', '1,2'],
  ['-tcp.len == -6', '2'],
  ['tcp.len % 4 == 2', '2'],
  ['tcp.len / 0 == 0', ''],
  ['{tcp.len + 1} * 2 == 14', '2'],
  ['tcp.len == 2 + 4', '2'],
  ['ip.src & 255.0.0.0 == 10.0.0.0', '1,2,3,5'],
  ['tcp.srcport == tcp.dstport', ''],
  ['1 < tcp.len <= 6', '2'],
  ['frame.time_delta * 2 == 2.5', '2,3,4,5'],
  // Bytes and text.
  ['frame contains "GET"', '2'],
  ['frame contains 47:45:54', '2'],
  ['tcp contains "GET"', '2'],
  ['ip contains "GET"', '2'],
  ['udp contains 68:69', '3,4'],
  ['tcp[13] == 0x02', '1'],
  ['tcp.payload[0:3] == "GET"', '2'],
  ['tcp.payload matches "^get"', '2'],
  ['tcp.payload matches "(?-i)^get"', ''],
  [String.raw`frame matches r"G\x45T\s/x$"`, '2'],
  ['string(ip.src) matches "^10"', '1,2,3,5'],
  ['ip.proto matches "^t"', '1,2'],
  ['tcp.flags.str contains "S"', '1'],
  ['len(tcp.payload) == 6', '2'],
  ['max(tcp.srcport, tcp.dstport) == 40000', '1,2'],
  ['upper(lower(frame.protocols)) contains "TCP"', '1,2'],
  ['ip_rfc1918(ip.src)', '1,2,3,5'],
  ['ip_multicast(ipv6.dst)', '4'],
  ['ip_special_name(ipv6.src) == "Documentation"', '4'],
  ['@tcp.dstport == 00:50', '1,2'],
  ['@tcp.port[0:1] == 00', '1,2'],
  ['_ws.col.info contains "SYN"', '1'],
  ['tcp.options.mss_val == 1460', '1'],
])('%s', (text, packetNumbers) => {
  expect(found(text)).toBe(packetNumbers);
});

test('a reference stands for the selected packet', () => {
  expect(found('ip.src == ${ip.src}', '4.4', 0)).toBe('1,2,5');
  expect(found('udp.srcport == $udp.srcport', '4.4', 2)).toBe('3');
  expect(found('ip.src == ${ip.src}')).toBe('');
});

test.each([
  ['tcp &&', 'Unexpected end of filter expression.', 7, 1],
  ['tcp; udp', '";" was unexpected in this context.', 4, 1],
  ['tcp.port == 80 tcp.port == 443', '"tcp.port" was unexpected in this context.', 16, 8],
  ['tcp.port in {80 443}', '"443" was unexpected in this context.', 17, 3],
  ['tcp.port == 70000', '"70000" too big for this field, maximum 65535.', 13, 5],
  ['ip.src == 192.168', '"192.168" is not a valid hostname or IPv4 address.', 11, 7],
  ['ip.addr == "192.168.1.1"', 'IPv4 address cannot be converted from a string ("192.168.1.1").', 12, 13],
  ['frame contains GET', '"GET" is not a valid byte string.', 16, 3],
  ["_ws.col.info == 'GET'", "'GET' is too long to be a valid character constant.", 17, 5],
  ['tcp.analysis.flags == 1', 'tcp.analysis.flags (type=label) cannot participate in == comparison.', 1, 18],
  ['ip.addr contains "1"', 'ip.addr (type=IPv4 address) cannot participate in contains comparison.', 1, 7],
  ['eth.src == 00:50', '"00:50" contains too few bytes to be a valid Ethernet address.', 12, 5],
  [
    'tcp == tcp.payload',
    'tcp (protocol) and tcp.payload (byte sequence) are not of compatible types.',
    8,
    11,
  ],
  ['tcp.flags.syn + 1 == 2', 'A Boolean cannot be used with "+".', 1, 17],
  ['frame matches "(GET"', 'Regex compilation error: missing closing parenthesis.', 15, 6],
  ['frame matches "(?=x)"', 'Regex compilation error: lookahead and lookbehind are not supported.', 15, 7],
  ['frame contains "GET', 'The final quote was missing from a quoted string.', 16, 4],
  ['foo(tcp.port) > 1', "Function 'foo' does not exist.", 1, 3],
  ['eth.src[0:0]', "Range 0:0 isn't valid because length 0 isn't positive.", 9, 3],
  ['tcp.port[0] == 0', '"tcp.port" is a integer and cannot be sliced into a sequence of bytes.', 1, 8],
  ['ip.src == 1.2.3.4/33', 'Prefix in a CIDR IPv4 address should be <= 32, not 33.', 11, 10],
])('%s is refused', (text, message, column, length) => {
  expect(problem(text)).toMatchObject({ message, column, length });
});

test.each([
  ['tcp.prot == 80', 'Did you mean "tcp.port"'],
  ['tpc', 'Did you mean "tcp"'],
  ['tcp.port = 80', 'written "=="'],
  ['tcp.port | 80', 'written "||"'],
  ['(tcp.len + 1) * 2 > 4', 'braces'],
  ['tcp.len-1 > 2', 'tcp.len - 1'],
  ['ip.addr == "10.0.0.1"', 'without quotes: 10.0.0.1'],
  ['tcp.port == "80"', 'without quotes: 80'],
  ['tcp.analysis.flags == 1', 'write tcp.analysis.flags alone'],
  ['tcp.port in 80', 'braces'],
  ['frame contains GET', '"GET"'],
  [String.raw`frame matches "a\.b"`, 'raw string'],
  ['ip.proto == TCPP', 'Did you mean "TCP"'],
])('%s is refused with advice', (text, advice) => {
  expect(problem(text).suggestion).toContain(advice);
});

test('what 4.0 refuses and 4.4 accepts', () => {
  for (const text of [
    'tcp.flags.syn == true',
    '1 <= tcp.len < 9',
    'tcp xor ip',
    '@ip.src == c0:a8',
    '_ws.col.info contains "SYN"',
    'string(ip.src)',
    'ip_rfc1918(ip.src)',
    'ip.proto matches "^t"',
  ]) {
    expect(problem(text, '4.0').message).not.toBe('');
    expect(compileFilter(text).error).toBeUndefined();
  }
});

function warnings(text: string): string[] {
  const { filter } = compileFilter(text);
  return filter ? filter.warnings.map((one) => `${one.column}: ${one.message} ${one.suggestion}`) : [];
}

test('warnings', () => {
  expect(warnings('ip && ip.addr != 10.0.0.1')[0]).toMatch(/^15: Since Wireshark 3\.6.*ip\.addr !== x/);
  expect(warnings('ip.src != 10.0.0.1')).toEqual([]);
  expect(warnings('tcp.flags.syn')[0]).toContain('Write tcp.flags.syn == 1');
  expect(warnings('tcp.flags.syn == 1')).toEqual([]);
});
