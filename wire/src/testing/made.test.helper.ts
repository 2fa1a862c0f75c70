/** Handmade conversations for cases that real captures lack, with the marks that follow from the rules. */
import type { TestSegment } from './conversation.test.helper.ts';

/** One handmade conversation. */
export interface Made {
  readonly name: string;
  readonly segments: readonly TestSegment[];
  /** By packet number: names of the marks, where both rule sets agree. A packet left out has none. */
  readonly marks?: Readonly<Record<number, readonly string[]>>;
  /** Where they do not agree. */
  readonly by40?: Readonly<Record<number, readonly string[]>>;
  readonly by44?: Readonly<Record<number, readonly string[]>>;
}

const HUNDRED = 'x'.repeat(100);

/** Writes segments with relative numbers; the client's SYN has `client`, the server's `server` as raw number. */
function sides(client: number, server: number) {
  const make =
    (from: 'client' | 'server', own: number, other: number) =>
    (flags: string, seq: number, ack: number, more: Partial<TestSegment> = {}): TestSegment => ({
      from,
      flags,
      seq: (own + seq) >>> 0,
      ack: flags.includes('A') ? (other + ack) >>> 0 : 0,
      ...more,
    });
  return { C: make('client', client, server), S: make('server', server, client) };
}

const { C, S } = sides(999, 4999);
const OPENING = [C('S', 0, 0), S('SA', 0, 1), C('A', 1, 1)];

function probes(): Made[] {
  // The server's buffer holds one segment of 100 bytes; the client has 100 more to send.
  const closed = [...OPENING, C('PA', 1, 1, { data: HUNDRED }), S('A', 1, 101, { window: 0 })];
  const byte = { data: 'y', at: 0.4 };
  return [
    {
      name: 'zero-window probes with one byte, refused twice, then the window opens',
      segments: [
        ...closed,
        C('A', 101, 1, byte),
        S('A', 1, 101, { window: 0 }),
        C('A', 101, 1, { ...byte, at: 1 }),
        S('A', 1, 101, { window: 0 }),
        S('A', 1, 101, { window: 500, at: 1.5 }),
        C('PA', 101, 1, { data: HUNDRED }),
        S('A', 1, 201, { window: 500 }),
      ],
      marks: {
        5: ['zero_window'],
        6: ['zero_window_probe'],
        7: ['zero_window', 'zero_window_probe_ack'],
        8: ['zero_window_probe'],
        9: ['zero_window', 'zero_window_probe_ack'],
        10: ['window_update'],
      },
    },
    {
      name: 'a probe whose byte is accepted while the window stays closed',
      segments: [
        ...closed,
        C('A', 101, 1, byte),
        S('A', 1, 102, { window: 0 }),
        C('A', 102, 1, { data: 'z', at: 1 }),
        S('A', 1, 103, { window: 500 }),
        C('PA', 103, 1, { data: HUNDRED }),
      ],
      marks: { 5: ['zero_window'], 6: ['zero_window_probe'] },
      // 4.0 forgets the probe's byte: its acknowledgment is for unseen data, and what follows comes after a gap.
      by40: {
        7: ['ack_lost_segment', 'zero_window'],
        8: ['lost_segment'],
        9: ['ack_lost_segment'],
      },
      by44: { 7: ['zero_window', 'zero_window_probe_ack'], 8: ['zero_window_probe'], 9: ['window_update'] },
    },
    {
      name: 'zero-window probes as Linux sends them',
      segments: [
        ...closed,
        C('A', 100, 1, { at: 0.4 }),
        S('A', 1, 101, { window: 0 }),
        C('A', 100, 1, { at: 1 }),
        S('A', 1, 101, { window: 500 }),
        C('PA', 101, 1, { data: HUNDRED }),
      ],
      marks: {
        5: ['zero_window'],
        6: ['keep_alive'],
        7: ['zero_window'],
        8: ['keep_alive'],
        9: ['window_update'],
      },
    },
  ];
}

function numbers(): Made[] {
  const wrap = sides(0xffffff9b, 4999);
  const zero = sides(0xffffff9b, 4999);
  const many = Array.from({ length: 10_010 }, (_, i) => C('A', 1 + i, 1, { data: 'x', at: 0.01 + i * 1e-5 }));
  return [
    {
      name: 'the sequence number wraps around inside a segment, which is then repeated',
      segments: [
        wrap.C('S', 0, 0),
        wrap.S('SA', 0, 1),
        wrap.C('A', 1, 1),
        wrap.C('A', 1, 1, { data: 'x'.repeat(60) }),
        wrap.C('A', 61, 1, { data: 'x'.repeat(80) }),
        wrap.C('PA', 141, 1, { data: HUNDRED }),
        wrap.S('A', 1, 61),
        wrap.C('A', 61, 1, { data: 'x'.repeat(80), at: 0.4 }),
        wrap.S('A', 1, 241),
        wrap.C('FA', 241, 1),
      ],
      marks: { 8: ['retransmission'] },
    },
    {
      // Number 0 means "not known" to the rules: after the segment that ends there, they start again.
      name: 'a segment that ends at number 0, and is repeated',
      segments: [
        zero.C('S', 0, 0),
        zero.S('SA', 0, 1),
        zero.C('A', 1, 1),
        zero.C('A', 1, 1, { data: HUNDRED }),
        zero.C('A', 1, 1, { data: HUNDRED, at: 0.4 }),
        zero.C('A', 101, 1, { data: HUNDRED }),
        zero.S('A', 1, 201),
      ],
    },
    {
      name: 'more than 10,000 segments wait for one acknowledgment',
      segments: [...OPENING, ...many, S('A', 1, 10_011, { at: 0.2 })],
      // The last ten are not remembered, but the highest number sent does not depend on them.
    },
  ];
}

function acknowledgments(): Made[] {
  const blocks = (...edges: number[]): string =>
    `0101 05${(2 + edges.length * 4).toString(16).padStart(2, '0')} ${edges.map((edge) => (999 + edge).toString(16).padStart(8, '0')).join('')}`;
  return [
    {
      name: 'part of a segment acknowledged, then the rest',
      segments: [
        ...OPENING,
        C('PA', 1, 1, { data: HUNDRED }),
        S('A', 1, 41),
        S('A', 1, 101),
        C('PA', 101, 1, { data: HUNDRED }),
        S('A', 1, 201),
      ],
      by44: { 5: ['partial_ack'] },
    },
    {
      name: 'four SACK blocks',
      segments: [
        ...OPENING,
        ...Array.from({ length: 9 }, (_, i) => C('A', 1 + i * 100, 1, { data: HUNDRED })),
        S('A', 1, 101, { options: '0000 0000' }),
        S('A', 1, 101, { options: blocks(801, 901, 601, 701, 401, 501, 201, 301) }),
        C('PA', 901, 1, { data: HUNDRED }),
        C('A', 101, 1, { data: HUNDRED }),
      ],
      marks: { 14: ['duplicate_ack'] },
      // 2 ms late: below the round trip of 2 ms it would count as overtaken, from there on as sent again.
      by40: { 16: ['out_of_order'] },
      by44: { 16: ['retransmission'] },
    },
    {
      name: 'the window on the SYN is filled with the first data',
      segments: [
        C('S', 0, 0, { options: '0303 0700' }),
        S('SA', 0, 1, { window: 100, options: '0303 0700' }),
        C('A', 1, 1),
        C('PA', 1, 1, { data: HUNDRED }),
        S('A', 1, 101, { window: 2 }),
        C('PA', 101, 1, { data: 'x'.repeat(256) }),
        S('A', 1, 357, { window: 2 }),
      ],
      marks: { 4: ['window_full'], 6: ['window_full'] },
    },
  ];
}

function lives(): Made[] {
  const second = sides(77_000, 88_000);
  return [
    {
      name: 'SYN retransmitted twice',
      segments: [
        C('S', 0, 0, { at: 0 }),
        C('S', 0, 0, { at: 1 }),
        C('S', 0, 0, { at: 3 }),
        S('SA', 0, 1, { at: 3.02 }),
        C('A', 1, 1),
      ],
      marks: { 2: ['retransmission'], 3: ['retransmission'] },
    },
    {
      name: 'SYN retransmitted after a reset',
      segments: [
        C('S', 0, 0),
        S('RA', 0, 1, { seq: 0 }),
        C('S', 0, 0, { at: 0.5 }),
        S('RA', 0, 1, { seq: 0 }),
      ],
      // 4.0: the same stream; the RST acknowledged the SYN, so it is not needed again, but it carries no data.
      by40: { 3: ['retransmission'] },
      by44: { 3: ['reused_ports'] },
    },
    {
      name: 'the same ports again with another number',
      segments: [
        ...OPENING,
        C('FA', 1, 1),
        S('FA', 1, 2),
        C('A', 2, 2),
        second.C('S', 0, 0, { at: 2 }),
        second.S('SA', 0, 1),
        second.C('A', 1, 1),
      ],
      marks: { 7: ['reused_ports'] },
    },
    {
      name: 'data in the SYN',
      segments: [
        C('S', 0, 0, { data: 'early' }),
        S('SA', 0, 6),
        C('A', 6, 1),
        S('PA', 1, 6, { data: 'answer' }),
        C('A', 6, 7),
      ],
    },
    {
      name: 'simultaneous open',
      segments: [C('S', 0, 0), S('S', 0, 0), C('SA', 0, 1), S('SA', 0, 1), C('PA', 1, 1, { data: 'x' })],
      // To the rules the SYNs are repeated, now with acknowledgments; 4.4 calls the one that is not expected out of
      // order.
      marks: { 3: ['retransmission'] },
      by40: { 4: ['retransmission'] },
      by44: { 4: ['out_of_order'] },
    },
    {
      name: 'simultaneous close',
      segments: [
        ...OPENING,
        C('PA', 1, 1, { data: 'bye' }),
        S('A', 1, 4),
        C('FA', 4, 1),
        S('FA', 1, 4),
        C('A', 5, 2),
        S('A', 2, 5),
      ],
    },
  ];
}

/** All of them. */
export const MADE: readonly Made[] = [...probes(), ...numbers(), ...acknowledgments(), ...lives()];
