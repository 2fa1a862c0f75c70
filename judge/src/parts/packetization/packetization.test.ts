/** Checks and diagnoses on recorded runs of an older version, changed in memory. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunDescription, RunEnd, Trace } from '@wireside/trace';
import { Model, parseTrace } from '@wireside/trace';
import { describe, expect, it } from 'vitest';
import type { PartCase } from '../../case.ts';
import { definePart } from '../../part.ts';
import { readFixture, traceOf } from '../../testing.ts';
import type { CheckVerdict } from '../../verdict.ts';
import { packetization } from './part.ts';

const FIXTURES = join(import.meta.dirname, '../../../../trace/fixtures');

const two: PartCase = {
  id: 'two',
  title: 'Two messages that travel together',
  command: 'CMD_short:0',
  checks: ['connects', 'command', 'messages', 'end'],
};
const strict = { strict: true };

/** A recorded run in which some things are changed. */
function recorded(name: string, change: (trace: Trace) => Partial<Trace> = () => ({})): Model {
  const trace = parseTrace((file) => {
    try {
      return readFileSync(join(FIXTURES, name, file));
    } catch {
      return undefined;
    }
  });
  return new Model({ ...trace, ...change(trace) });
}

/** A description in which the program ended in another way. */
function withEnd(run: RunDescription, change: (ended: RunEnd) => RunEnd): RunDescription {
  const actors = run.actors.map((actor) =>
    actor.kind === 'program' ? { ...actor, ended: change(actor.ended!) } : actor,
  );
  return { ...run, actors };
}

describe('a recorded run', () => {
  it('of a correct client passes', () => {
    const verdict = packetization.judge(recorded('version-1-correct'), two, strict);
    expect(verdict.checks.map(({ id, result }) => [id, result])).toEqual([
      ['connects', 'pass'],
      ['command', 'pass'],
      ['messages', 'pass'],
      ['end', 'pass'],
    ]);
    expect(verdict).toMatchObject({ verdict: 'pass', diagnoses: [] });
  });

  it('of an incorrect client fails, points at what decided, and is diagnosed', () => {
    const verdict = packetization.judge(recorded('version-1-incorrect'), two, strict);
    expect(verdict.verdict).toBe('fail');
    const messages = verdict.checks.find(({ id }) => id === 'messages');
    expect(messages?.evidence).toEqual([{ line: 1 }, { call: 5 }, { packet: 8 }]);
    expect(verdict.diagnoses.map(({ id }) => id)).toEqual(['one-recv-one-message']);
  });

  it('blocks what depends on a check that failed', () => {
    const other = { ...two, command: 'CMD_short:1' };
    const verdict = packetization.judge(recorded('version-1-correct'), other, strict);
    expect(verdict.checks.map(({ result }) => result)).toEqual(['pass', 'fail', 'blocked', 'pass']);
    expect(verdict.checks[2]?.got).toBe('skipped: "command" must pass first');
    expect(verdict.diagnoses.map(({ id }) => id)).toEqual(['wrong-command']);
  });

  it('is judged by its exit status only in strict editions', () => {
    const model = recorded('version-1-correct', ({ run }) => ({
      run: withEnd(run, (ended) => ({ ...ended, code: 3 })),
    }));
    expect(packetization.judge(model, two, strict).verdict).toBe('fail');
    expect(packetization.judge(model, two, { strict: false }).verdict).toBe('pass');
  });

  it('is inconclusive when tracing took the time', () => {
    const stopped = ({ run }: Trace) => ({
      run: withEnd(run, () => ({ reason: 'limit', limit: 'wall', at: 0 })),
    });
    expect(packetization.judge(recorded('version-1-correct', stopped), two, strict).verdict).toBe('fail');
    const many = {
      n: 9999,
      actor: 'client',
      at: 0,
      took: 1,
      process: 1,
      name: 'recvfrom',
      kind: 'receive' as const,
      fd: 3,
      ret: 1,
      times: 600_000,
    };
    const slowed = recorded('version-1-correct', (trace) => ({
      ...stopped(trace),
      calls: [...trace.calls, many],
    }));
    expect(packetization.judge(slowed, two, strict)).toMatchObject({ verdict: 'inconclusive' });
  });

  it('is never passed where the server sent nothing to show', () => {
    const model = recorded('version-1-correct', ({ run, peer }) => ({
      run: { ...run, actors: run.actors.map((one) => ({ ...one, options: {} })) },
      peer: peer.filter(({ event }) => event !== 'command'),
      output: [],
    }));
    const flood = { ...two, checks: ['flood'], command: 'CMD_floodme' };
    const messages = { ...two, checks: ['messages'] };
    expect(packetization.judge(model, flood, strict).verdict).toBe('fail');
    expect(packetization.judge(model, messages, strict).verdict).toBe('fail');
  });
});

describe('the messages of a run', () => {
  const fixture = readFixture('packetization/correct/python-streaming.py.two');
  const read = traceOf(fixture);

  /** The verdict of the check on a run that prints these lines, where `This is PMU data 0` and `1` were sent. */
  function messagesCheck(...lines: string[]): CheckVerdict {
    const text = lines.map((line) => `${line}\n`).join('');
    const model = new Model({
      ...read,
      output: [{ n: 1, at: 0, actor: 'client', stream: 'stdout', offset: 0, length: text.length, text }],
    });
    const { checks } = packetization.judge(model, fixture.case, fixture.edition);
    return checks.find(({ id }) => id === 'messages')!;
  }
  const [zero, one] = ['This is PMU data 0', 'This is PMU data 1'];

  it('may have spaces around them and other lines between them', () => {
    expect(messagesCheck(zero, one)).toMatchObject({ result: 'pass', got: '2 lines' });
    expect(messagesCheck('connected', `  ${zero} `, '', `${one}\r`).result).toBe('pass');
  });

  it('may have any lines of the program beside them: numbers, headings, pieces, averages', () => {
    const own = [
      '1',
      '0',
      'PMU data',
      'This is',
      'data 1',
      '2 receives',
      '0.5',
      '',
      `> ${one}`,
      'T',
      `${zero}${one}`,
    ];
    for (let turn = 0; turn < 200; turn++) {
      const lines = [zero, one].flatMap((message) => [
        ...Array.from({ length: turn % 4 }, (_, i) => own[(turn * 7 + i * 5) % own.length]!),
        message,
      ]);
      expect(messagesCheck(...lines, own[(turn * 3) % own.length]!), lines.join('|')).toMatchObject({
        result: 'pass',
      });
    }
  });

  it.each<[string, string[], string]>([
    ['is missing at the end', [zero], '1 message shown, then no more'],
    ['is missing at the beginning', [one], `line 1: "${one}" (18 bytes)`],
    ['is out of order', [one, zero], `line 1: "${one}" (18 bytes)`],
    ['is repeated at once', [zero, zero, one], `line 2 shows "${zero}" (18 bytes) again`],
    ['is repeated at the end', [zero, one, zero], `line 3 shows "${zero}" (18 bytes) again`],
    ['is on a line with another', [zero + one], `line 1: "${zero}${one}" (36 bytes)`],
    ['is broken', ['This is P', 'MU data 0', one], 'line 1: "This is P" (9 bytes)'],
    ['has text beside it', [zero, `> ${one}`], `line 2: "> ${one}" (20 bytes)`],
  ])('fail when one %s', (_, lines, got) => {
    expect(messagesCheck(...lines)).toMatchObject({ result: 'fail', got });
  });

  it('fail when nothing is shown, and point at what received and carried the first', () => {
    const { result, got, evidence } = messagesCheck();
    expect({ result, got }).toEqual({ result: 'fail', got: '0 messages shown, then no more' });
    expect(evidence.flatMap(Object.keys)).toEqual(['call', 'packet']);
  });
});

describe('a flood', () => {
  const fixture = readFixture('packetization/incorrect/utf8-per-chunk.mjs.flood-cut');
  const read = traceOf(fixture);
  const received = new Model(read).connections[0]!.toClient.bytes;
  const [announced] = read.messages;

  /** The verdict of the check on a run that prints this text, where the server announced that many bytes. */
  function floodCheck(output: Uint8Array, length = received.length): CheckVerdict {
    const base64 = Buffer.from(output).toString('base64');
    const model = new Model({
      ...read,
      output: [{ n: 1, at: 0, actor: 'client', stream: 'stdout', offset: 0, length: output.length, base64 }],
      messages: [{ ...announced!, length }],
    });
    const { checks } = packetization.judge(model, fixture.case, fixture.edition);
    return checks.find(({ id }) => id === 'flood')!;
  }

  it('passes when all of it is shown, with other text before and after it', () => {
    expect(floodCheck(received)).toMatchObject({ result: 'pass', got: 'all of it' });
    const around = Buffer.concat([Buffer.from('connected\n'), received, Buffer.from('\nbye\n')]);
    expect(floodCheck(around)).toMatchObject({ result: 'pass', expected: '61,440 bytes of text, as sent' });
  });

  it('fails at the first byte that is missing or different', () => {
    const short = received.subarray(0, 61_000);
    expect(floodCheck(short)).toMatchObject({ result: 'fail', got: 'the first 61,000 bytes, then no more' });
    const other = Uint8Array.from(received);
    other[50_000] = 0;
    expect(floodCheck(other).got).toMatch(/^the first 50,000 bytes; then "\\x00.* where ".* was sent$/);
    expect(floodCheck(Buffer.from('hello'))).toMatchObject({
      result: 'fail',
      got: 'none of it; the output has 5 bytes',
    });
  });

  it('fails when the program left before all that was announced was on the wire', () => {
    const more = received.length + 1;
    expect(floodCheck(received, more)).toMatchObject({
      result: 'fail',
      expected: '61,441 bytes of text, as sent',
      got: 'the first 61,440 bytes, then no more',
    });
    const longer = Buffer.concat([received, Buffer.from('?')]);
    expect(floodCheck(longer, more).got).toBe(
      'the first 61,440 bytes; then "?" (1 byte), and the program left before the server sent the rest',
    );
  });
});

describe('a case', () => {
  it('cannot name a check that the part does not have', () => {
    const other = { ...two, checks: ['connects', 'nosuch'] };
    expect(() => packetization.judge(recorded('version-1-correct'), other, strict)).toThrow(
      /two names the check "nosuch", but the part packetization has connects, command/,
    );
  });
});

describe('a part', () => {
  it('does not compile with an id in `needs` or `unless` that does not exist', () => {
    const check = {
      title: () => '',
      ask: () => ({ result: 'pass' as const, expected: '', got: '', evidence: [] }),
    };
    const rules = {
      id: 'part',
      gather: (_: Model, partCase: PartCase, edition: { strict: boolean }) => ({ case: partCase, edition }),
      notes: () => [],
      reasonNotToJudge: () => undefined,
    };
    const part = (): unknown =>
      definePart({
        ...rules,
        checks: {
          one: { needs: [], ...check },
          // @ts-expect-error -- there is no check "on"
          two: { needs: ['on'], ...check },
        },
        diagnoses: {
          first: { find: () => undefined },
          // @ts-expect-error -- there is no diagnosis "firts"
          second: { find: () => undefined, unless: ['firts'] },
        },
      });
    expect(part).toThrow('the diagnosis second is left out for firts, which stands after it');
  });
});
