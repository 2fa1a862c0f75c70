/** Rules about captures, on conversations made by hand; and on captures by others, which get no false findings. */
import { describe, expect, test } from 'vitest';
import { openCapture } from '../open.ts';
import type { Capture } from '../core/capture.ts';
import { concat } from '../basics/bytes.ts';
import { streamLife } from '../conversations/life.ts';
import { enhancedPacket, interfaceDescription, sectionHeader } from '../files/pcapng-writer.ts';
import { why } from '../tcp-reasons/why.ts';
import { captureBytes, captureNames, hasCaptures } from '../testing/captures.test.helper.ts';
import { conversation } from '../testing/conversation.test.helper.ts';
import { hexBytes } from '../testing/hex-bytes.test.helper.ts';
import { captureFindings } from './find.ts';

type Segments = Parameters<typeof conversation>[0];

const [CLIENT, SERVER] = [1000, 2000];
const HANDSHAKE: Segments = [
  { from: 'client', flags: 'S', seq: CLIENT, at: 0 },
  { from: 'server', flags: 'SA', seq: SERVER, ack: CLIENT + 1, at: 0.001 },
  { from: 'client', flags: 'A', seq: CLIENT + 1, ack: SERVER + 1, at: 0.002 },
];
const open = (segments: Segments): Capture => openCapture(conversation(segments));
const rulesOf = (segments: Segments): string[] => captureFindings(open(segments)).map(({ rule }) => rule);

describe('openings', () => {
  test('a SYN that RST answers', () => {
    const [one] = captureFindings(
      open([
        { from: 'client', flags: 'S', seq: CLIENT, at: 0 },
        { from: 'server', flags: 'RA', seq: 0, ack: CLIENT + 1, at: 0.001 },
      ]),
    );
    expect(one).toMatchObject({ rule: 'refused', packets: [2, 1], stream: 0 });
  });

  test('a SYN that nothing answers, when it was sent again; no reason is chosen', () => {
    const syn = { from: 'client', flags: 'S', seq: CLIENT } as const;
    expect(rulesOf([{ ...syn, at: 0 }])).toEqual([]);
    const [one] = captureFindings(
      open([
        { ...syn, at: 0 },
        { ...syn, at: 1 },
        { ...syn, at: 3 },
      ]),
    );
    expect(one).toMatchObject({ rule: 'syn-unanswered', packets: [1, 2, 3] });
    expect(one?.text).toContain('Packets do not tell why');
  });

  test('a handshake is nothing', () => expect(rulesOf(HANDSHAKE)).toEqual([]));

  test('an RST that does not acknowledge the SYN refuses nothing: the client ignores it', () => {
    expect(
      rulesOf([
        { from: 'client', flags: 'S', seq: CLIENT, at: 0 },
        { from: 'server', flags: 'RA', seq: 0, ack: CLIENT, at: 0.001 },
      ]),
    ).toEqual([]);
  });

  test('a SYN whose sender went on was answered: only one direction was captured', () => {
    const syn = { from: 'client', flags: 'S', seq: CLIENT } as const;
    const capture = open([
      { ...syn, at: 0 },
      { ...syn, at: 1 },
      { from: 'client', flags: 'A', seq: CLIENT + 1, ack: SERVER + 1, at: 1.1 },
    ]);
    expect(captureFindings(capture)).toEqual([]);
    expect(streamLife(capture, 0).opening.kind).toBe('one-sided');
  });
});

describe('ICMP errors', () => {
  const ethernet = '020000000001 020000000002 0800';
  /** An IPv4 header: total length, protocol, last bytes of source and destination. */
  const ip = (length: string, protocol: string, from: string, to: string): string =>
    `4500${length} 0001 4000 40${protocol} 0000 0a0000${from} 0a0000${to}`;
  const syn = `${ip('0028', '06', '02', '01')} 9c40 1b58 000003e8 00000000 5002 ffff 0000 0000`;
  const datagram = `${ip('001e', '11', '02', '01')} 1388 1770 000a 0000 6869`;
  const error = (code: string, by: string, quoted: string): string =>
    `${ip('0044', '01', by, '02')} 03${code} 0000 00000000 ${quoted}`;
  const rulesFor = (...packets: string[]): readonly { readonly rule: string; readonly text: string }[] =>
    captureFindings(
      openCapture(
        concat([
          sectionHeader(),
          interfaceDescription({ linkType: 1 }),
          ...packets.map((hex, seconds) =>
            enhancedPacket({ seconds, nanos: 0, data: hexBytes(`${ethernet} ${hex}`) }),
          ),
        ]),
      ),
    );

  test('about a SYN say why nothing answers it', () => {
    const filtered = error('0d', 'fe', syn);
    const [one, ...more] = rulesFor(syn, filtered, syn, filtered);
    expect(more).toEqual([]);
    expect(one).toMatchObject({ rule: 'syn-unreachable', packets: [2, 1] });
    expect(one?.text).toContain('10.0.0.254 answered with ICMP "Communication administratively filtered"');
  });

  test('about a SYN to another port say nothing about this one', () => {
    const [one] = rulesFor(syn, error('0d', 'fe', syn.replace('1b58', '1b59')), syn);
    expect(one?.rule).toBe('syn-unanswered');
  });

  test('about a datagram name who sent them, and blame a port only where its own host did', () => {
    const [one] = rulesFor(datagram, error('03', '01', datagram));
    expect(one?.text).toBe(
      '10.0.0.1 answered a datagram to its UDP port 6000 with ICMP "Port unreachable" (packet 2): no program has that port, or a filter refuses it.',
    );
    const [other] = rulesFor(datagram, error('03', 'fe', datagram));
    expect(other?.text).toBe(
      '10.0.0.254 answered a datagram to 10.0.0.1:6000 with ICMP "Port unreachable" (packet 2): it did not arrive.',
    );
    const [router] = rulesFor(datagram, error('01', 'fe', datagram));
    expect(router?.text).toContain('"Host unreachable"');
  });
});

describe('small segments', () => {
  /** Rounds of two small segments, the second of which leaves `released` s after the acknowledgment of the first. */
  const rounds = (count: number, delay: number, released: number): Segments => {
    const found = [...HANDSHAKE];
    let [seq, ack, at] = [CLIENT + 1, SERVER + 1, 1];
    for (let i = 0; i < count; i++) {
      found.push({ from: 'client', flags: 'PA', seq, ack, data: 'key ', at });
      found.push({ from: 'server', flags: 'A', seq: ack, ack: seq + 4, at: at + delay });
      found.push({
        from: 'client',
        flags: 'PA',
        seq: seq + 4,
        ack,
        data: 'value',
        at: at + delay + released,
      });
      found.push({
        from: 'server',
        flags: 'PA',
        seq: ack,
        ack: seq + 9,
        data: 'ok',
        at: at + delay + released + 0.0001,
      });
      [seq, ack, at] = [seq + 9, ack + 2, at + 1];
    }
    return found;
  };
  test('that wait for delayed acknowledgments', () => {
    const [one] = captureFindings(open(rounds(5, 0.04, 0.0001)));
    expect(one).toMatchObject({ rule: 'small-segments-wait', stream: 0, packets: [6, 5, 4] });
    expect(one?.text).toContain('this happened 5 times');
  });
  test('that leave later, at once, or only twice so are nothing', () => {
    expect(rulesOf(rounds(5, 0.04, 0.02))).toEqual([]);
    expect(rulesOf(rounds(5, 0.001, 0.0001))).toEqual([]);
    expect(rulesOf(rounds(2, 0.04, 0.0001))).toEqual([]);
  });
});

describe('resets', () => {
  const data: Segments = [
    ...HANDSHAKE,
    { from: 'client', flags: 'PA', seq: CLIENT + 1, ack: SERVER + 1, data: 'hello', at: 1 },
    { from: 'server', flags: 'A', seq: SERVER + 1, ack: CLIENT + 6, at: 1.001 },
    { from: 'server', flags: 'RA', seq: SERVER + 1, ack: CLIENT + 6, at: 1.002 },
  ];
  test('are told without a reason that packets do not show', () => {
    const [one] = captureFindings(open(data));
    expect(one).toMatchObject({ rule: 'reset', severity: 'note', packets: [6, 4] });
    expect(one?.text).not.toMatch(/SO_LINGER|unread/);
  });
});

describe('a repetition with the same IP identification', () => {
  const again = (text: string): string => {
    const capture = open([
      ...HANDSHAKE,
      { from: 'client', flags: 'PA', seq: CLIENT + 1, ack: SERVER + 1, data: 'hello', at: 1 },
      { from: 'client', flags: 'PA', seq: CLIENT + 1, ack: SERVER + 1, data: text, at: 1.001 },
    ]);
    return why(capture, 4)
      .map((reason) => reason.text)
      .join(' ');
  };
  test('is not called the same packet where its bytes differ', () => {
    expect(again('hello world')).not.toContain('seen twice');
  });
});

test.skipIf(!hasCaptures)(
  'captures by others: every rule ends in time, and ordinary ones have nothing wrong',
  { timeout: 120_000 },
  () => {
    const wrong = new Map<string, string[]>();
    for (const name of captureNames()) {
      if (!/\.(pcap|pcapng|cap)(\.gz)?$/.test(name)) continue;
      const capture = openCapture(captureBytes(name));
      for (const { severity, rule, packets } of captureFindings(capture)) {
        for (const packet of packets) expect(packet, name).toBeLessThanOrEqual(capture.count);
        if (severity === 'wrong') wrong.set(rule, [...(wrong.get(rule) ?? []), name]);
      }
    }
    // Their names say what they show.
    const all = [...new Set([...wrong.values()].flat())];
    expect(all.filter((name) => !/tls|ssl|https|websocket/.test(name))).toEqual([]);
    expect(all.length).toBeLessThan(20);
  },
);
