import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CODE, nameBytes, readQuestion, TYPE, typeName, writeAnswer, writeRefusal } from './dns.ts';
import type { Question } from './dns.ts';

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(/\s/g, ''), 'hex'));
/** A question for the address of pmu.lab. */
const QUESTION = hex('1234 0100 0001 0000 0000 0000  03 706d75 03 6c6162 00  0001 0001');

describe('messages of a name server', () => {
  it('reads a question', () => {
    const question = readQuestion(QUESTION);
    expect(question).toMatchObject({ id: 0x1234, name: 'pmu.lab', type: TYPE.A, isRecursive: true });
  });

  it('answers with the question and the addresses', () => {
    const answer = writeAnswer(readQuestion(QUESTION) as Question, { code: 0, records: [hex('0a000001')] });
    expect(Buffer.from(answer).toString('hex')).toBe(
      '12348580000100010000000003706d75036c61620000010001c00c000100010000000000040a000001',
    );
  });

  it('says that a name does not exist', () => {
    const answer = writeAnswer(readQuestion(QUESTION) as Question, { code: 3, records: [] });
    expect(answer[3]! & 0xf).toBe(3);
  });

  it.each([
    ['an answer', '1234 8100 0001 0000 0000 0000 00 0001 0001', undefined],
    ['nothing', '', undefined],
    ['two questions', '1234 0100 0002 0000 0000 0000 00 0001 0001', CODE.FORMERR],
    ['a pointer', '1234 0100 0001 0000 0000 0000 c00c 0001 0001', CODE.FORMERR],
    ['a label without an end', '1234 0100 0001 0000 0000 0000 3f 41', CODE.FORMERR],
    ['a name without an end', '1234 0100 0001 0000 0000 0000 01 41', CODE.FORMERR],
    ['another class', '1234 0100 0001 0000 0000 0000 00 0001 0003', CODE.NOTIMP],
    ['another operation', '1234 1100 0001 0000 0000 0000 00 0001 0001', CODE.NOTIMP],
  ])('does not read %s', (_, message, code) => {
    expect(readQuestion(hex(message))).toBe(code);
  });

  it('refuses with the identifier, the operation and the code', () => {
    const refusal = writeRefusal(hex('1234 1100 0001 0000 0000 0000 00 0001 0001'), CODE.NOTIMP);
    expect(Buffer.from(refusal).toString('hex')).toBe('123491040000000000000000');
  });

  it('reads any bytes without an error, and bounds a name', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
        const question = readQuestion(bytes);
        const name = typeof question === 'object' ? question.name : '';
        expect(name.length).toBeLessThanOrEqual(255);
      }),
    );
  });

  it('writes names and names types', () => {
    expect(Buffer.from(nameBytes('a.lab')).toString('hex')).toBe('0161036c616200');
    expect(typeName(28)).toBe('AAAA');
    expect(typeName(65)).toBe('TYPE65');
  });
});
