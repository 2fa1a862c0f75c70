/** Packets that end at no program, and those that a program sends to itself. */
import type { PacketCell } from '@wireside/trace';
import { wholePacketText } from '@wireside/trace';
import { expect, it } from 'vitest';
import { drawArrow } from './arrow.ts';
import { glyphsFor } from './glyphs.ts';

const packet = (more: Partial<PacketCell>): PacketCell => ({
  kind: 'packet',
  n: 1,
  at: 0,
  from: 0,
  to: [1],
  addressed: '127.0.0.1:5000',
  transport: 'TCP',
  protocol: 'TCP',
  flags: ['SYN'],
  length: 0,
  marks: [],
  ...more,
});
const arrow = (cell: PacketCell, isLeft: boolean): string =>
  drawArrow({ cell, columns: [], width: 30, glyphs: glyphsFor(true), isLeft })
    .spans.map(({ text }) => text)
    .join('');

it('have no head at a port that no program has, and begin there if its kernel answers', () => {
  const syn = packet({ addressed: '[::1]:5000', closed: 1 });
  const reset = packet({ from: 1, to: [0], flags: ['RST'], closed: 1, source: '[::1]:5000' });
  expect(arrow(syn, false)).toBe('─ SYN to [::1]:5000 ─────────∅');
  expect(arrow(reset, true)).toBe('◀─ RST ──────────────────────∅');
  expect(arrow(packet({ lost: true, closed: 1 }), false)).toMatch(/╳$/);
});

it('are told by their ports if they never leave the program', () => {
  const within = packet({ to: [0], source: '127.0.0.1:4000' });
  expect(wholePacketText(within, [], '▶')).toBe(':4000 ▶ :5000 SYN');
  const two = packet({ to: [0], source: '127.0.0.2:4000', again: 7, cause: { call: 3 } });
  expect(wholePacketText(two, [], '▶')).toBe('127.0.0.2:4000 ▶ 127.0.0.1:5000 SYN again: 7, of call 3');
});
