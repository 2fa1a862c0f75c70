/** The page of a connection as it is read: at several widths, without Unicode, of long and of odd connections. */
import { anatomy, openCapture } from '@wireside/wire';
import { describe, expect, it } from 'vitest';
import { conversation } from '../../wire/src/testing/conversation.test.helper.ts';
import type { TestSegment } from '../../wire/src/testing/conversation.test.helper.ts';
import { textWidth } from '../../cli/src/terminal/width.ts';
import { anatomyPage } from '../../cli/src/anatomy/page.ts';
import type { Page } from '../../cli/src/anatomy/page.ts';

const SIZE = 1448;
const data = 'x'.repeat(SIZE);
const SYN = '020405b4 0402 080a 000f4240 00000000 01 030307';
/** Five segments, of which the third is lost before the capture sees it, and is sent again. */
const LOST: readonly TestSegment[] = [
  { from: 'client', flags: 'S', seq: 3_735_928_558, options: SYN },
  { from: 'server', flags: 'SA', seq: 305_419_895, ack: 3_735_928_559, options: SYN },
  { from: 'client', flags: 'A', seq: 3_735_928_559, ack: 305_419_896, window: 502 },
  ...[0, 1, 3, 4].map((k): TestSegment => ({
    from: 'client',
    flags: k === 4 ? 'PA' : 'A',
    seq: 3_735_928_559 + k * SIZE,
    ack: 305_419_896,
    window: 502,
    data,
  })),
  ...[0, 1, 2].map((): TestSegment => ({
    from: 'server',
    flags: 'A',
    seq: 305_419_896,
    ack: 3_735_928_559 + 2 * SIZE,
    window: 509,
  })),
  {
    from: 'client',
    flags: 'A',
    seq: 3_735_928_559 + 2 * SIZE,
    ack: 305_419_896,
    window: 502,
    data,
    at: 0.215,
  },
  { from: 'server', flags: 'A', seq: 305_419_896, ack: 3_735_928_559 + 5 * SIZE, window: 509 },
  { from: 'server', flags: 'FA', seq: 305_419_896, ack: 3_735_928_559 + 5 * SIZE, window: 509 },
  { from: 'client', flags: 'A', seq: 3_735_928_559 + 5 * SIZE, ack: 305_419_897, window: 502 },
  { from: 'client', flags: 'FA', seq: 3_735_928_559 + 5 * SIZE, ack: 305_419_897, window: 502 },
  { from: 'server', flags: 'A', seq: 305_419_897, ack: 3_735_928_560 + 5 * SIZE, window: 509 },
];

function pageOf(segments: readonly TestSegment[], more: Partial<Page> = {}): Page {
  const capture = openCapture(conversation(segments));
  return {
    capture,
    anatomy: anatomy(capture, 0),
    direction: 'client',
    closings: [],
    drops: [],
    isWhole: false,
    ...more,
  };
}

const plain = { color: false, unicode: true };

describe('the page', () => {
  it.each([80, 100, 120, 200])('is readable at %i columns', async (width) => {
    const text = anatomyPage(pageOf(LOST), { ...plain, width });
    for (const line of text.split('\n')) expect(textWidth(line)).toBeLessThanOrEqual(width);
    await expect(text).toMatchFileSnapshot(`golden/lost-${width}.golden.txt`);
  });

  it('needs only ASCII where the terminal has nothing else', () => {
    const text = anatomyPage(pageOf(LOST), { ...plain, width: 80, unicode: false });
    expect(text).toMatch(/^[ -~\n]*$/);
  });

  it('says nothing by color alone', () => {
    const colored = anatomyPage(pageOf(LOST), { width: 80, color: true, unicode: true });
    // oxlint-disable-next-line no-control-regex -- that is what is removed
    const bare = colored.replaceAll(/\x1b\[[\d;]*m/g, '');
    expect(bare.replaceAll(/ +$/gm, '')).toBe(anatomyPage(pageOf(LOST), { ...plain, width: 80 }));
  });

  it('lists the beginning and the end of a long connection, and all of it on request', () => {
    const many = Array.from({ length: 100 }, (_, k): TestSegment => ({
      from: 'client',
      flags: 'A',
      seq: 1 + k,
      ack: 1,
      data: 'x',
    }));
    const shown = anatomyPage(pageOf(many), { ...plain, width: 80 });
    expect(shown).toContain('68 segments more: --all lists them');
    expect(shown).toMatch(/^ +100 /m);
    const whole = anatomyPage(pageOf(many, { isWhole: true }), { ...plain, width: 80 });
    expect(whole).not.toContain('--all');
    expect(whole).toMatch(/^ +50 /m);
    const resets = Array.from({ length: 30 }, (): TestSegment => ({ from: 'server', flags: 'R', seq: 7 }));
    expect(anatomyPage(pageOf(resets), { ...plain, width: 80 })).toContain('22 segments more');
  });

  it('has no graph where there is only one point', () => {
    const text = anatomyPage(pageOf([{ from: 'client', flags: 'S', seq: 1 }]), { ...plain, width: 80 });
    expect(text).not.toContain('Stevens');
    expect(text).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('says which packet the system sent', () => {
    const closings = [{ text: 'Packet 13: sent by the system.', packets: [13] }];
    expect(anatomyPage(pageOf(LOST, { closings }), { ...plain, width: 80 })).toContain(closings[0]!.text);
  });
});
