import { describe, expect, it } from 'vitest';
import { terminalOf } from './environment.ts';

const utf8 = { LANG: 'C.UTF-8' };

describe('terminalOf', () => {
  it.each([
    ['a terminal', {}, true, true],
    ['a pipe', {}, false, false],
    ['NO_COLOR', { NO_COLOR: '1' }, true, false],
    ['an empty NO_COLOR', { NO_COLOR: '' }, true, true],
    ['NO_COLOR and FORCE_COLOR', { NO_COLOR: '1', FORCE_COLOR: '1' }, true, false],
    ['FORCE_COLOR and a pipe', { FORCE_COLOR: '1' }, false, true],
    ['FORCE_COLOR=0', { FORCE_COLOR: '0' }, true, false],
    ['TERM=dumb', { TERM: 'dumb' }, true, false],
  ])('decides on color with %s', (_, environment, isTTY, color) => {
    expect(terminalOf({ ...utf8, ...environment }, { isTTY }).color).toBe(color);
  });

  it.each([
    [{ LANG: 'de_DE.UTF-8' }, true],
    [{ LANG: 'de_DE.UTF-8', LC_ALL: 'C' }, false],
    [{ LC_CTYPE: 'en_US.utf8' }, true],
    [{ LANG: 'POSIX' }, false],
    [{ LANG: 'C.UTF-8', TERM: 'linux' }, false],
  ])('draws with ASCII if the locale has nothing else: %j', (environment, unicode) => {
    expect(terminalOf(environment, {}).unicode).toBe(unicode);
  });

  it("takes the width that is asked for, then the terminal's, then COLUMNS", () => {
    expect(terminalOf({ COLUMNS: '90' }, { columns: 80 }, 120).width).toBe(120);
    expect(terminalOf({ COLUMNS: '90' }, { columns: 80 }).width).toBe(80);
    expect(terminalOf({ COLUMNS: '90' }, {}).width).toBe(90);
    expect(terminalOf({}, {}).width).toBe(100);
  });

  it('takes a terminal that reports 0 columns to have 80', () => {
    expect(terminalOf({}, { isTTY: true, columns: 0 }).width).toBe(80);
    expect(terminalOf({}, { isTTY: true, columns: 0 }, 120).width).toBe(120);
  });
});
