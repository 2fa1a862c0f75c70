import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { PARTS } from '@wireside/judge';
import { sceneActorNames } from '@wireside/peers';
import { readLabs } from './check.ts';
import { findCases, findEdition, findLab, findPart, labsFolder } from './load.ts';
import { newLabs, write, writeLab } from './try.test.helper.ts';

const made: string[] = [];
let labs = '';
beforeEach(() => made.push((labs = newLabs())));
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

/** Message and hint of the error that `act` throws. */
function refusal(act: () => unknown): { message: string; hint: string; code: string } {
  try {
    act();
  } catch (error) {
    const { message, hint, code } = error as { message: string; hint: string; code: string };
    return { message, hint, code };
  }
  throw new Error('nothing was thrown');
}

describe('the labs that come with Wireside', () => {
  it('have no problems', () => {
    const reports = readLabs(labsFolder());
    expect(reports.flatMap(({ problems }) => problems)).toEqual([]);
    expect(reports.flatMap(({ parts }) => parts.map(({ id }) => id))).toContain('packetization');
  });

  it('name only checks and peers that exist', () => {
    for (const { parts } of readLabs(labsFolder())) {
      for (const part of parts) {
        const used = [part.scene, ...part.cases].flatMap(({ actors = {} }) => Object.values(actors));
        for (const actor of used)
          if (actor !== 'absent' && actor.peer !== undefined) expect(sceneActorNames).toContain(actor.peer);
        const known = [...(PARTS.get(part.exercise)?.checkIds ?? []), ...Object.keys(part.checks)];
        for (const { checks } of part.cases) for (const id of checks) expect(known).toContain(id);
      }
    }
  });

  it('have the editions of both files', () => {
    const part = findPart('packetization');
    expect(findEdition(part)).toEqual({
      title: "Wireside's own",
      strict: true,
      certificateExtensions: true,
      arguments: ['server', 'port', 'command'],
      files: {},
      port: 5003,
      firstNumber: 0,
      hosts: {},
      peers: {},
    });
    expect(findEdition(part, '2018')).toMatchObject({
      strict: false,
      arguments: ['command'],
      host: 'pmu.lab',
      port: 5003,
      firstNumber: 1,
    });
    expect(findEdition(part, '2017')).toMatchObject({ firstNumber: 1 });
    expect(findEdition(part, '2021')).toMatchObject({ firstNumber: 0 });
  });
});

describe('finding', () => {
  it('keeps the order of the cases', () => {
    const part = findPart('packetization');
    expect(findCases(part, ['one', 'two']).map(({ id }) => id)).toEqual(['two', 'one']);
    expect(findCases(part)).toHaveLength(part.cases.length);
  });

  it('says what exists, and the nearest name', () => {
    const part = findPart('packetization');
    expect(refusal(() => findPart('packetisation'))).toEqual({
      code: 'PART_UNKNOWN',
      message: 'No lab has a part called "packetisation".',
      hint: expect.stringMatching(
        /^Did you mean "packetization"\? Available parts: .*packetization, receiver, /,
      ) as string,
    });
    expect(refusal(() => findEdition(part, '2020'))).toEqual({
      code: 'EDITION_UNKNOWN',
      message: 'The part packetization has no edition "2020".',
      hint: 'Did you mean "2021"? Available editions: 2017, 2018, 2021, wireside.',
    });
    expect(refusal(() => findCases(part, ['two', 'sixteen'])).hint).toMatch(
      /^Did you mean "fifteen"\? Available cases: two, one, fifteen, /,
    );
    expect(refusal(() => findEdition(part, 'constructor')).code).toBe('EDITION_UNKNOWN');
    expect(refusal(() => findLab('nosuch')).message).toBe('There is no lab "nosuch".');
  });

  it('searches folders of labs in the order given', () => {
    writeLab(labs);
    expect(findPart('first', [labs, labsFolder()]).title).toBe('The first part');
    const other = newLabs();
    made.push(other);
    writeLab(other, { part: ['The first part', 'Another first part'] });
    expect(findPart('first', [labs, other]).title).toBe('The first part');
    expect(findPart('first', [other, labs]).title).toBe('Another first part');
    expect(refusal(() => findPart('none', [labs])).hint).toBe('Available parts: first.');
  });

  it('is not disturbed by what is wrong with other labs', () => {
    writeLab(labs);
    write(labs, 'other/lab.yaml', '[');
    write(labs, 'other/second/part.yaml', ']');
    expect(findPart('first', [labs]).id).toBe('first');
  });

  it('refuses a part with problems, and a folder that does not exist', () => {
    writeLab(labs, { part: ['messages, end', 'mesages, end'] });
    const part = join(labs, 'own/first/part.yaml');
    expect(refusal(() => findPart('first', [labs]))).toEqual({
      code: 'CONTENT_DAMAGED',
      message: `The content of the lab has a problem:
${part}:18:33: cases[0].checks[2]: unknown check "mesages". Did you mean "messages"?
    allowed: connects, command, messages, live, flood, end, refused`,
      hint: `Fix the file, then run: wireside labs check ${join(labs, 'own')}`,
    });
    const nowhere = join(mkdtempSync(join(tmpdir(), 'wireside-labs-')), 'nowhere');
    made.push(join(nowhere, '..'));
    expect(refusal(() => findPart('first', [nowhere]))).toEqual({
      code: 'CONTENT_MISSING',
      message: `There is no folder ${nowhere}.`,
      hint: 'Name a folder of labs. It is named on the command line, or by the environment variable WIRESIDE_LABS.',
    });
  });
});
