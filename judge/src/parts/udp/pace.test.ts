import { describe, expect, it } from 'vitest';
import type { Family, UdpFacts } from './facts.ts';
import { attemptsOf, longestRow, pacesOf, sendingsOf, sentAfter } from './pace.ts';

const SECOND = 1_000_000;

/** What is known of a run: requests as `4` or `6` with their times in seconds, and when an acknowledgment was read. */
function factsOf(
  requests: readonly (readonly [family: 4 | 6, at: number])[],
  { read, refused = [] }: { read?: number; refused?: readonly (readonly [4 | 6, number])[] } = {},
): UdpFacts {
  const family = (number: 4 | 6): Family => `IPv${number}`;
  return {
    families: ['IPv4', 'IPv6'],
    requests: requests.map(([number, at], i) => ({
      family: family(number),
      datagram: { at: at * SECOND, packet: i + 1 },
    })),
    refusedSends: refused.map(([number, at], i) => ({
      family: family(number),
      call: { n: i + 1, at: at * SECOND },
    })),
    ...(read === undefined ? {} : { acknowledged: { read: { call: 1, at: read * SECOND } } }),
  } as unknown as UdpFacts;
}

const verdictsOf = (...given: Parameters<typeof factsOf>): string[] =>
  pacesOf(factsOf(...given)).map(({ family, verdict }) => `${family} ${verdict}`);

/** Rounds on both families at these times. */
const rounds = (...times: number[]): [4 | 6, number][] =>
  times.flatMap((at): [4 | 6, number][] => [
    [4, at],
    [6, at + 0.001],
  ]);

describe('the pace', () => {
  it.each([
    ['a second', rounds(0, 1, 2, 3)],
    ['a second, and one round late on a busy machine', rounds(0, 1, 3.9, 4.1, 5)],
    ['two seconds', rounds(0, 2, 4.2, 6)],
  ])('is right: %s', (_, requests) => {
    expect(verdictsOf(requests)).toEqual(['IPv4 right', 'IPv6 right']);
  });

  it.each([
    ['half a second', rounds(0, 0.5, 1, 1.5)],
    ['three copies in each round', [0, 1, 2].flatMap((at) => rounds(at, at + 0.001, at + 0.002))],
    ['a burst, then a second', rounds(0, 0.01, 0.02, 0.03, 1, 2, 3, 4, 5)],
  ])('is too fast: %s', (_, requests) => {
    expect(verdictsOf(requests)).toEqual(['IPv4 fast', 'IPv6 fast']);
  });

  it('is too slow: three seconds', () => {
    expect(verdictsOf(rounds(0, 3, 6, 9))).toEqual(['IPv4 slow', 'IPv6 slow']);
  });

  it('is not judged by two requests', () => {
    expect(verdictsOf(rounds(0, 0.1))).toEqual([]);
  });

  it('counts a send() that reports a refusal, but not one that is tried again at once', () => {
    const requests = rounds(0, 1, 2).filter(([family, at]) => family === 4 || at < 1 || at > 2);
    const facts = factsOf(requests, {
      refused: [
        [6, 1],
        [6, 2],
      ],
    });
    expect(attemptsOf(facts).filter(({ family }) => family === 'IPv6')).toHaveLength(3);
    expect(pacesOf(facts).map(({ verdict }) => verdict)).toEqual(['right', 'right']);
  });
});

describe('the families', () => {
  it('are in a row at most twice where their order changes', () => {
    const facts = factsOf([
      [4, 0],
      [6, 0.001],
      [6, 1],
      [4, 1.001],
    ]);
    expect(longestRow(sendingsOf(attemptsOf(facts)))).toHaveLength(2);
  });

  it('are in a row as often as a program tries one of them', () => {
    const facts = factsOf([
      [4, 0],
      [4, 1],
      [4, 2],
      [6, 3],
    ]);
    expect(longestRow(sendingsOf(attemptsOf(facts))).map(({ at }) => at / SECOND)).toEqual([0, 1, 2]);
  });
});

describe('what is sent after the acknowledgment', () => {
  it('is nothing where it was sent before that was read, or by a thread that could not know', () => {
    expect(sentAfter(factsOf(rounds(0, 1, 1.99), { read: 2 }))).toEqual([]);
    expect(sentAfter(factsOf(rounds(0, 1, 2.1), { read: 2 }))).toEqual([]);
  });

  it('is all of it in a loop, and what comes a second later', () => {
    expect(sentAfter(factsOf(rounds(0, 2.001, 2.01, 2.02), { read: 2 }))).toHaveLength(6);
    expect(sentAfter(factsOf(rounds(0, 1, 3), { read: 2 }))).toHaveLength(2);
  });
});
