/** The tokens' text colors can be read on each back, in light and dark (WCAG 2.2, 1.4.3 and 1.4.11). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const css = readFileSync(join(import.meta.dirname, '../../web/src/style/tokens.css'), 'utf8');

/** Red, green and blue, 0 to 255, of a name in a theme. */
function color(name: string, theme: 'light' | 'dark'): readonly number[] {
  const pair = new RegExp(`--${name}: light-dark\\((#\\w+), (#\\w+)\\)`).exec(css);
  const hex = pair?.[theme === 'light' ? 1 : 2]?.slice(1);
  if (hex === undefined) throw new Error(`no color ${name}`);
  const long = hex.length === 3 ? [...hex].map((digit) => digit + digit).join('') : hex;
  return [0, 2, 4].map((at) => Number.parseInt(long.slice(at, at + 2), 16));
}

/** Relative luminance (WCAG 2.2). */
function luminance(rgb: readonly number[]): number {
  const [r, g, b] = rgb.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

function contrast(a: string, b: string, theme: 'light' | 'dark'): number {
  const [low, high] = [luminance(color(a, theme)), luminance(color(b, theme))].toSorted((x, y) => x - y);
  return (high! + 0.05) / (low! + 0.05);
}

const BACKS = ['sunken', 'back', 'pane', 'raised', 'chosen', 'over', 'near'];
const TEXTS =
  'text soft accent pass fail doubt blocked packet-data packet-control packet-ack packet-lost packet-again'.split(
    ' ',
  );
const MESSAGES = Array.from({ length: 8 }, (_, i) => `m${i}`);

describe.each(['light', 'dark'] as const)('the colors of the %s theme', (theme) => {
  it('can be read: 4.5 to 1 for text', () => {
    const pairs = [
      ...TEXTS.flatMap((text) => BACKS.map((back) => [text, back] as const)),
      ...['pass', 'fail', 'doubt', 'blocked'].flatMap((one) =>
        [one, 'text'].map((text) => [text, `${one}-back`] as const),
      ),
      ...MESSAGES.flatMap((one) => [
        [one, 'pane'] as const,
        [one, `${one}-back`] as const,
        ['text', `${one}-back`] as const,
      ]),
      ['on-accent', 'accent'] as const,
    ];
    const poor = pairs.filter(([text, back]) => contrast(text, back, theme) < 4.5);
    expect(
      poor.map(([text, back]) => `${text} on ${back}: ${contrast(text, back, theme).toFixed(2)}`),
    ).toEqual([]);
  });

  it('bound what can be used: 3 to 1', () => {
    for (const back of ['back', 'pane', 'raised']) {
      expect(contrast('line-strong', back, theme), back).toBeGreaterThan(3);
    }
  });
});
