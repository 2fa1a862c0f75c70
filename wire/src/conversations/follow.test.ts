/** Following a conversation: order, repetitions, gaps; and comparison with tshark over captures with losses. */
import { expect, test } from 'vitest';
import { openCapture } from '../open.ts';
import type { Capture } from '../core/capture.ts';
import { text } from '../basics/bytes.ts';
import { captureBytes, hasCaptures } from '../testing/captures.test.helper.ts';
import { conversation } from '../testing/conversation.test.helper.ts';
import { hexBytes } from '../testing/hex-bytes.test.helper.ts';
import { hasTshark, tshark } from '../testing/tshark.test.helper.ts';
import { followBytes, followText, printable } from './follow-text.ts';
import { follow } from './follow.ts';
import type { Followed } from './follow.ts';

const CAPTURE = openCapture(
  conversation([
    { from: 'client', flags: 'S', seq: 999 },
    { from: 'server', flags: 'SA', seq: 4999, ack: 1000 },
    { from: 'client', flags: 'PA', seq: 1000, ack: 5000, data: 'one ' },
    { from: 'client', flags: 'PA', seq: 1008, ack: 5000, data: 'three ' },
    { from: 'server', flags: 'A', seq: 5000, ack: 1004, data: 'yes' },
    { from: 'client', flags: 'PA', seq: 1002, ack: 5003, data: 'E two ' },
    { from: 'client', flags: 'PA', seq: 1020, ack: 5003, data: 'four' },
    { from: 'server', flags: 'A', seq: 5003, ack: 1024 },
    { from: 'client', flags: 'PA', seq: 1030, ack: 5003, data: '\x1b[31m' },
  ]),
);

/** Parts as short texts. */
function texts(followed: Followed): string[] {
  return followed.parts.map(({ from, packet, bytes, missing }) =>
    missing > 0 ? `${from} ${packet} lacks ${missing}` : `${from} ${packet} ${text(bytes)}`,
  );
}

test('segments are in order, each byte once; gaps are reported when they are known', () => {
  expect(texts(follow(CAPTURE, 0))).toEqual([
    'client 3 one ',
    'server 5 yes',
    'client 6 two ',
    'client 4 three ',
    'client 8 lacks 6',
    'client 7 four',
    'client 9 lacks 6',
    'client 9 \x1b[31m',
  ]);
  expect(texts(follow(CAPTURE, 0, { direction: 'server' }))).toEqual(['server 5 yes']);
  expect(text(followBytes(follow(CAPTURE, 0, { direction: 'server' })))).toBe('yes');
  expect(() => follow(CAPTURE, 1)).toThrow('There is no TCP stream 1; the capture has 1, counted from 0.');
});

test('as text and as a dump, without terminal control characters', () => {
  expect(followText(follow(CAPTURE, 0))).toBe(
    `── 10.0.0.1:40000 → 10.0.0.2:5000 (from packet 3) ──
one 
── 10.0.0.2:5000 → 10.0.0.1:40000 (from packet 5) ──
yes
── 10.0.0.1:40000 → 10.0.0.2:5000 (from packet 6) ──
two three 
[6 bytes missing in capture file]
four
[6 bytes missing in capture file]
\\x1b[31m`,
  );
  expect(followText(follow(CAPTURE, 0, { direction: 'server' }), 'hex')).toBe(
    `── 10.0.0.2:5000 → 10.0.0.1:40000 (from packet 5) ──
00000000  79 65 73                                          yes`,
  );
  expect(printable(hexBytes('41e280ae42 07 9f c29b 0d0a 0d'))).toBe('A\\u{202e}B\\x07�\\x9b\n\\x0d');
});

const WITH_LOSSES = [
  'chrissanders/tcp_dupack.pcapng',
  'chrissanders/http_google.pcapng',
  'zeek/testing~btest~Traces~tcp~retransmit-timeout.pcapng',
  'zeek/testing~btest~Traces~http~206_example_b.pcap',
  'zeek/testing~btest~Traces~http~content-range-gap-skip.pcap',
  'zeek/testing~btest~Traces~tcp~ssh-dups.pcap',
  'zeek/testing~btest~Traces~tcp~missing-syn.pcap',
  'zeek/testing~btest~Traces~smb~smb3_multichannel.pcap',
];

for (const name of WITH_LOSSES) {
  test.skipIf(!hasCaptures || !hasTshark)(`as tshark follows ${name}`, () => {
    const bytes = captureBytes(name);
    const capture = openCapture(bytes);
    for (let stream = 0; stream < Math.min(3, capture.tcp.flows.count); stream++) {
      const theirs = tshark(bytes, ['-q', '-z', `follow,tcp,raw,${stream}`]);
      expect(bySide(ours(capture, stream)), `stream ${stream}`).toEqual(
        bySide(theirs.split('\n').slice(6, -2)),
      );
    }
  });
}

/** Lines as tshark writes them: hexadecimal digits, the server's after a tab. */
function ours(capture: Capture, stream: number): string[] {
  return follow(capture, stream).parts.map(({ from, bytes, missing }) => {
    const shown =
      missing > 0 ? new TextEncoder().encode(`[${missing} bytes missing in capture file]\0`) : bytes;
    return (from === 'server' ? '\t' : '') + Buffer.from(shown).toString('hex');
  });
}

/** The turns in which one side sends. */
function bySide(lines: readonly string[]): string[] {
  const turns: string[] = [];
  for (const line of lines) {
    const isServer = line.startsWith('\t');
    const last = turns.at(-1);
    if (last?.startsWith('\t') === isServer) turns[turns.length - 1] = last + line.trim();
    else turns.push(line);
  }
  return turns;
}
