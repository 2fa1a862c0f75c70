import { describe, expect, test } from 'vitest';
import { readCommand } from './pmu-command.ts';

const read = (text: string, strict = true) => readCommand(Buffer.from(text, 'latin1'), strict);

describe('commands', () => {
  test.each([
    ['CMD_short:0', 0],
    ['CMD_short:1', 1],
    ['CMD_short:0.2', 0.2],
    ['CMD_short:00.250', 0.25],
    ['CMD_short:60', 60],
  ])('%s has a delay of %d s', (text, delay) => {
    expect(read(text)).toEqual({ state: 'complete', command: { name: 'short', delay, text } });
  });

  test('CMD_floodme', () => {
    expect(read('CMD_floodme')).toEqual({
      state: 'complete',
      command: { name: 'flood', text: 'CMD_floodme' },
    });
  });

  test('split at every position, the first part is never unknown', () => {
    for (const text of ['CMD_short:12.75', 'CMD_floodme']) {
      const states = Array.from({ length: text.length + 1 }, (_, end) => read(text.slice(0, end)).state);
      expect(states.at(-1)).toBe('complete');
      expect(states).not.toContain('unknown');
    }
    expect(read('CMD_short:12.').state).toBe('partial');
    expect(read('CMD_short:12').state).toBe('complete');
  });
});

describe('what is not a command', () => {
  test.each([
    ['CMD_short:0\n', '"CMD_short:0\\n" (12 bytes): 1 byte too many after "CMD_short:0": "\\n" (1 byte).'],
    [
      'CMD_floodme\0',
      '"CMD_floodme\\x00" (12 bytes): 1 byte too many after "CMD_floodme": "\\x00" (1 byte).',
    ],
    [
      'CMD_short:0CMD_short:0',
      '"CMD_short:0CMD_short:0" (22 bytes): 11 bytes too many after "CMD_short:0": "CMD_short:0" (11 bytes). ' +
        'It is the same command again.',
    ],
    [
      'CMD_short:0.2.5',
      '"CMD_short:0.2.5" (15 bytes): 2 bytes too many after "CMD_short:0.2": ".5" (2 bytes).',
    ],
    ['CMD_short:-1', 'no number of seconds after "CMD_short:": "CMD_short:-1" (12 bytes).'],
    ['CMD_short:one', 'no number of seconds after "CMD_short:": "CMD_short:one" (13 bytes).'],
    ['CMD_short:61', 'the delay of "CMD_short:61" (12 bytes) is more than 60 seconds.'],
    [
      'CMD_short:1e400',
      '"CMD_short:1e400" (15 bytes): 4 bytes too many after "CMD_short:1": "e400" (4 bytes).',
    ],
    ['cmd_short:0', '"cmd_short:0" (11 bytes).'],
    ['\x1b[2J', '"\\x1b[2J" (4 bytes).'],
    ['CMD_short:' + '9'.repeat(60), `longer than 64 bytes: "CMD_short:${'9'.repeat(54)}…" (70 bytes).`],
  ])('%j', (text, reason) => {
    expect(read(text)).toEqual({ state: 'unknown', reason });
  });
});

describe('not strict', () => {
  test.each(['\n', '\r\n', ' ', '\0\0'])('%j at the end is ignored and noted', (extra) => {
    expect(read(`CMD_short:0${extra}`, false)).toMatchObject({
      state: 'complete',
      command: { text: 'CMD_short:0' },
      note: expect.stringContaining('ignored after the command'),
    });
  });

  test('other bytes are not', () => {
    expect(read('CMD_short:0x', false).state).toBe('unknown');
    expect(read('CMD_short:0\nCMD_short:0', false).state).toBe('unknown');
    expect(read('\nCMD_short:0', false).state).toBe('unknown');
  });
});
