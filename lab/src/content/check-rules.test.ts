/** Checks that a part defines: what is wrong with them, with its line and column, however the text is written. */
import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readLabs } from './check.ts';
import { problemText } from './problem.ts';
import { newLabs, writeLab } from './try.test.helper.ts';

let labs = '';
beforeEach(() => (labs = newLabs()));
afterEach(() => rmSync(labs, { recursive: true, force: true }));

/** The problems of a part with these lines for its checks, which begin on line 8. */
function problems(lines: string): string[] {
  writeLab(labs, { part: ['scene:', `checks:\n${lines}scene:`] });
  return readLabs(labs)
    .flatMap((report) => report.problems.map(problemText))
    .map((text) => text.replaceAll(`${labs}/own/first/part.yaml:`, ''));
}

/** A check with one of its lines replaced. */
const check = (field = '', line = ''): string => {
  const fields: Record<string, string> = {
    title: 'binds the port',
    expect: `'count(calls: call.name == "bind") == 1'`,
    failed: `'it made {count(calls: call.name == "bind")} calls of bind()'`,
    show: `'calls: call.name == "bind"'`,
    ...(field === '' ? {} : { [field]: line }),
  };
  const body = Object.entries(fields).map(([name, text]) => `    ${name}: ${text}\n`);
  return `  binds:\n${body.join('')}`;
};

describe('a check of a part', () => {
  it('has no problems', () => {
    expect(problems(check('needs', '[connects]'))).toEqual([]);
    const reasons = `{ twice: { where: 'count(calls) > 1', text: 'It made {count(calls)}.', show: lines } }`;
    expect(problems(check('reasons', reasons))).toEqual([]);
    expect(problems(check('reasons', reasons.replace('count(calls) >', 'count(cals) >')))).toEqual([
      expect.stringContaining('checks.binds.reasons.twice.where: There are no records of the kind "cals".'),
    ]);
  });

  it.each<[string, string, string, string]>([
    [
      'a misspelled field, in single quotes',
      'expect',
      `'count(calls: call.nam == "bind") == 1'`,
      '11:27: checks.binds.expect: "call.nam" is not a field of calls. Did you mean "call.name" or "call.n" or "call.at"?',
    ],
    [
      'a misspelled field, in double quotes',
      'expect',
      String.raw`"count(calls: call.name == \"bind\" && call.nam) == 1"`,
      '11:52: checks.binds.expect: "call.nam" is not a field of calls.',
    ],
    [
      'on the second line of a folded text',
      'expect',
      '>-\n      count(calls: call.name == "bind") == 1 &&\n      count(cals) == 1',
      '13:13: checks.binds.expect: There are no records of the kind "cals". Did you mean "calls"?',
    ],
    [
      'no condition',
      'expect',
      'count(calls)',
      '11:13: checks.binds.expect: count(calls) is a value and no condition. Compare it: count(calls) >= 1.',
    ],
    [
      'a value of another type',
      'expect',
      `'count(packets: udp.port == $command) == 1'`,
      '11:41: checks.binds.expect: Integer cannot be converted from a string ($command).',
    ],
    [
      'an unknown value',
      'failed',
      `'port {$prot}'`,
      '12:20: checks.binds.failed: There is no value "$prot". Did you mean "$port"?\n    allowed: $server, $address, $port, $group, $id, $command, $program, $case',
    ],
    [
      'a brace that is not closed',
      'failed',
      `'port {$port'`,
      '12:19: checks.binds.failed: This brace is not closed. Write "{{" for a brace.',
    ],
    [
      'what evidence cannot point at',
      'show',
      'sockets',
      '13:11: checks.binds.show: A verdict cannot point at sockets.\n    allowed: packets, calls, lines, events',
    ],
    [
      'a check that does not exist',
      'needs',
      '[conects]',
      '14:13: checks.binds.needs[0]: unknown check "conects". Did you mean "connects"?',
    ],
    ['itself', 'needs', '[binds]', '14:13: checks.binds.needs[0]: unknown check "binds".'],
    [
      'an unknown key',
      'shows',
      'calls',
      '14:5: checks.binds.shows: unknown field "shows". Did you mean "show"?\n    allowed: title, needs, expect, failed, show',
    ],
    ['no text', 'expect', '1', '11:13: checks.binds.expect: 1 is not allowed.'],
    [
      'a query without quotes',
      'expect',
      'count(calls: call.ret > 0) > 1',
      "not valid YAML: Nested mappings are not allowed in compact mappings.\n    allowed: a text with a colon and a blank stands in quotes: 'a: b'",
    ],
  ])('%s', (_, field, line, expected) => {
    expect(problems(check(field, line)).join('|')).toContain(expected);
  });

  it('cannot have the name of a check of the exercise', () => {
    expect(problems(check().replace('binds:', 'end:'))).toEqual([
      '9:3: checks.end: the exercise has a check "end" already.\n    allowed: a name of its own',
    ]);
  });

  it('may be named by the cases, and is offered where a name is unknown', () => {
    writeLab(labs, {
      part: ['checks: [refused]', `checks: [refused, bind]\nchecks:\n${check()}`],
    });
    const [problem] = readLabs(labs).flatMap((report) => report.problems.map(problemText));
    expect(problem).toContain(
      'cases[1].checks[1]: unknown check "bind". Did you mean "binds"?\n    allowed: connects, command, messages, live, flood, end, refused, binds',
    );
  });
});

describe('the exercise queries', () => {
  it('has no checks of its own, and any server', () => {
    writeLab(labs, {
      part: ['exercise: packetization', `exercise: queries\nchecks:\n${check()}`],
    });
    const texts = readLabs(labs).flatMap((report) => report.problems.map(problemText));
    expect(texts[0]).toContain('unknown check of this exercise "connects".\n    allowed: binds');
    expect(texts.every((text) => text.includes('check of this exercise'))).toBe(true);
  });
});
