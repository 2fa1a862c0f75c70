/** Every byte that a verdict attributes to a call was in that call: checked in all recorded runs. */
import type { Model } from '@wireside/trace';
import { describe, expect, it } from 'vitest';
import { PARTS } from './parts/index.ts';
import { fixtureNames, judgeFixture } from './testing.ts';

/** `recvfrom() (call 6) began with "his is PMU data 0" (17 bytes)`: the call, its verb, the bytes and their number. */
const ATTRIBUTED =
  /\w+\(\) \(call (\d+)\),? (?:ended with|began with|returned|sent|asked for|was given) (?:"((?:[^"\\]|\\.)*)" \()?([\d,]+) bytes?/g;

const INCORRECT = [...PARTS.keys()].flatMap((part) => fixtureNames(part, ['incorrect']));

describe('what a verdict says of a call', () => {
  it.each(INCORRECT)('%s', (name) => {
    const { model, verdict } = judgeFixture(name);
    const { diagnoses, checks } = verdict;
    const texts = [...diagnoses.map(({ text }) => text), ...checks.map(({ got }) => got)];
    for (const text of texts)
      for (const [claim, n, quoted, digits] of text.matchAll(ATTRIBUTED)) {
        const call = model.call(Number(n));
        expect(call, claim).toBeDefined();
        const count = Number(digits!.replaceAll(',', ''));
        // A call that asked for bytes has a size; one that moved some has a result that is at least as large.
        const most = claim.includes('asked for') || claim.includes('was given') ? call!.size : call!.ret;
        expect(count, claim).toBeLessThanOrEqual(most ?? 0);
        if (quoted === undefined || quoted.endsWith('…')) continue;
        const received = spanText(model, Number(n));
        if (received !== undefined) expect(received, claim).toContain(unescaped(quoted));
      }
  });
});

/** The bytes that a call moved, as far as they are ASCII. */
function spanText(model: Model, n: number): string | undefined {
  for (const { toServer, toClient } of model.connections)
    for (const { sends, receives, bytes } of [toServer, toClient])
      for (const span of [...sends, ...receives])
        if (span.lane === 'calls' && span.n === n) {
          const own = bytes.subarray(span.offset, span.offset + span.length);
          return own.every((byte) => byte < 0x80) ? new TextDecoder().decode(own) : undefined;
        }
  return undefined;
}

/** A quotation as the bytes that it stands for. */
const unescaped = (text: string): string =>
  JSON.parse(`"${text.replaceAll(/\\x([0-9a-f]{2})/g, '\\u00$1')}"`) as string;

/** What points at something, points at what its text names. */
describe('the evidence of a verdict', () => {
  it.each(INCORRECT)('%s', (name) => {
    const { model, verdict } = judgeFixture(name);
    for (const { text } of verdict.diagnoses)
      for (const [claim, called, n] of text.matchAll(/(\w+)\(\) \(call (\d+)\)/g))
        expect(model.call(Number(n))?.name, claim).toBe(called);
  });
});
