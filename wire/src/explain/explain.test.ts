/** Explanations: a chat word for word, and every shared capture without errors and in bounded time. */
import { expect, test } from 'vitest';
import { openCapture } from '../open.ts';
import type { Capture } from '../core/capture.ts';
import { captureBytes, captureNames, hasCaptures } from '../testing/captures.test.helper.ts';
import { conversation } from '../testing/conversation.test.helper.ts';
import { MADE } from '../testing/made.test.helper.ts';
import { explain } from './explain.ts';
import { explanationText } from './explanation.ts';
import { cpuTime } from '../testing/cpu-time.test.helper.ts';

/** A chat: the client sends something, the server closes first. */
const CHAT = openCapture(
  conversation([
    { from: 'client', flags: 'S', seq: 700_000_000, options: '020405b4', at: 0 },
    { from: 'server', flags: 'SA', seq: 900_000_000, ack: 700_000_001, options: '020405b4', at: 0.0002 },
    { from: 'client', flags: 'A', seq: 700_000_001, ack: 900_000_001, at: 0.0003 },
    { from: 'client', flags: 'PA', seq: 700_000_001, ack: 900_000_001, data: 'Hey.\n', at: 4.5 },
    { from: 'server', flags: 'A', seq: 900_000_001, ack: 700_000_006, at: 4.5001 },
    { from: 'server', flags: 'FA', seq: 900_000_001, ack: 700_000_006, at: 9 },
    { from: 'client', flags: 'A', seq: 700_000_006, ack: 900_000_002, at: 9.0001 },
    { from: 'client', flags: 'FA', seq: 700_000_006, ack: 900_000_002, at: 10 },
    { from: 'server', flags: 'A', seq: 900_000_002, ack: 700_000_007, at: 10.0001 },
  ]),
);

/** The texts of all paragraphs. */
function texts(capture: Capture): string[] {
  return explain(capture).sections.flatMap(({ paragraphs }) => paragraphs.map(({ text }) => text));
}

test('a chat, word for word', () => {
  expect(explanationText(explain(CHAT), 120)).toMatchSnapshot();
});

test('one stream alone, and one that does not exist', () => {
  const { sections } = explain(CHAT, { stream: 0 });
  expect(sections.map(({ topic, stream }) => [topic, stream?.id])).toEqual([['tcp', 0]]);
  expect(() => explain(CHAT, { stream: 3 })).toThrow(
    'There is no TCP stream 3; the capture has 1, counted from 0.',
  );
});

test('handmade conversations are explained, with retransmissions or the reason why there are none', () => {
  for (const { name, segments } of MADE) {
    const said = texts(openCapture(conversation(segments))).join('\n');
    expect(said, name).not.toMatch(/NaN|undefined|Infinity/);
    expect(said, name).toMatch(/There are no retransmissions|There are retransmissions|No data was sent/);
  }
});

test('control sequences in a capture are escaped', () => {
  const evil = openCapture(
    conversation([
      {
        from: 'client',
        flags: 'PA',
        seq: 1,
        ack: 1,
        data: 'GET /\x1b]0;owned\x07 hello hello hello hello hello hello hello',
      },
    ]),
  );
  expect(explanationText(explain(evil))).not.toContain('\x1b');
  expect(explanationText(explain(evil))).not.toContain('\x07');
});

test.skipIf(!hasCaptures)('every shared capture is explained, in bounded time', { timeout: 240_000 }, () => {
  const odd: string[] = [];
  for (const name of captureNames()) {
    const capture = openCapture(captureBytes(name));
    const begin = cpuTime();
    const text = explanationText(explain(capture), 100);
    const took = cpuTime() - begin;
    if (took > 5_000) odd.push(`${name} took ${took} ms`);
    if (/NaN|undefined|Infinity/.test(text))
      odd.push(`${name}: ${/.*(NaN|undefined|Infinity).*/.exec(text)?.[0]}`);
    // oxlint-disable-next-line no-control-regex -- that is what must not be there
    if (/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/.test(text)) odd.push(`${name}: control characters`);
    if (text.length > 100_000) odd.push(`${name}: ${text.length} characters`);
  }
  expect(odd).toEqual([]);
});
