/** The help of every command as users read it, and errors of command lines that name what does not exist. */
import type { Command } from 'commander';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { EXAMPLES } from './examples.ts';
import { errorText } from './failure.ts';
import { checkCommandNames, createProgram, helpWidth } from './program.ts';

/** The commands that the help lists, without "help" itself. */
function shown(command: Command): Command[] {
  return command
    .createHelp()
    .visibleCommands(command)
    .filter((one) => one.name() !== 'help');
}

/** All commands with the words that name them. */
function all(command: Command, path = 'wireside'): { path: string; command: Command }[] {
  return [{ path, command }, ...shown(command).flatMap((one) => all(one, `${path} ${one.name()}`))];
}

/** A command's help at 80 columns, with the texts that are added to it. */
function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({ writeOut: (part) => (text += part), getOutHelpWidth: () => 80 });
  command.outputHelp();
  return text.replaceAll(/[^\S\n]+$/gm, '');
}

beforeEach(() => {
  vi.stubEnv('HOME', '/home/user');
  vi.stubEnv('XDG_STATE_HOME', '');
  return () => vi.unstubAllEnvs();
});

describe('help', () => {
  it('of all commands', async () => {
    const texts = all(await createProgram()).map(
      ({ path, command }) => `$ ${path} --help\n${helpOf(command)}`,
    );
    await expect(texts.join('\n')).toMatchFileSnapshot('golden/help.golden.txt');
  });

  it('has examples for every command, except for those that are one protocol of many', async () => {
    const protocols = /^wireside (client|serve) /;
    const commands = all(await createProgram())
      .map(({ path }) => path)
      .filter((path) => path !== 'wireside' && !protocols.test(path));
    expect(Object.keys(EXAMPLES).toSorted()).toEqual(commands.toSorted());
  });

  it('shows examples that begin with commands that exist', async () => {
    const program = await createProgram();
    const lines = Object.values(EXAMPLES).flat();
    const words = lines.flatMap((line) => /(?:^|\| )wireside (.*)/.exec(line)?.[1] ?? []);
    expect(words.length).toBeGreaterThan(40);
    for (const line of words) await checkCommandNames(program, line.split(' '));
  });

  it('has descriptions in one style', async () => {
    const odd = all(await createProgram()).flatMap(({ path, command }) =>
      [
        {
          name: 'description',
          description: path === 'wireside' ? 'it is a sentence' : command.description(),
        },
        ...command.options.map(({ long, description }) => ({ name: long, description })),
        ...command.registeredArguments.map((one) => ({ name: one.name(), description: one.description })),
      ]
        // Lower case, except for an abbreviation; no final period.
        .filter(({ description }) => !/^(?:[^A-Z]|[A-Z]{2}).*[^.]$/s.test(description))
        .map(({ name }) => `${path} ${name}`),
    );
    expect(odd).toEqual([]);
  });
});

it.each([
  [undefined, 80],
  [0, 80],
  [120, 120],
])('help on a terminal that reports %j columns has %i', (columns, width) => {
  expect(helpWidth(columns === undefined ? {} : { columns })).toBe(width);
});

describe('a command line', () => {
  it.each([
    [
      'jugde',
      'There is no command "wireside jugde".',
      /^Did you mean "judge"\? Available commands: demo, judge, /,
    ],
    ['zzzzzz', 'There is no command "wireside zzzzzz".', /^Available commands: demo, judge, /],
    [
      'labs chek',
      'There is no command "wireside labs chek".',
      /^Did you mean "check"\? Available commands: check, new\.\nwireside labs --help describes them\.$/,
    ],
    [
      'ca sing',
      'There is no command "wireside ca sing".',
      /^Did you mean "sign"\? Available commands: init, sign, show\./,
    ],
    ['help judg', 'There is no command "wireside judg".', /^Did you mean "judge"\?/],
    ['help ca sing', 'There is no command "wireside ca sing".', /^Did you mean "sign"\?/],
    ['ca help sing', 'There is no command "wireside ca sing".', /^Did you mean "sign"\?/],
    [
      'client pcd',
      'There is no command "wireside client pcd".',
      /^Did you mean "pdc"\? Available commands: /,
    ],
  ])('%j lists the commands that exist', async (line, message, hint) => {
    const words = line.split(' ');
    const program = await createProgram(words[0]);
    await expect(checkCommandNames(program, words)).rejects.toMatchObject({
      message,
      hint: expect.stringMatching(hint) as unknown,
    });
  });

  it.each([
    '',
    '--help',
    '--version',
    'help',
    'help judge',
    'ca help sign',
    'judge nosuch PDC.py',
    'labs --json',
    'run -- nosuch',
    'packets labs',
  ])('%j is left to the command', async (line) => {
    const words = line.split(' ').filter(Boolean);
    await checkCommandNames(await createProgram(words[0]), words);
  });

  it.each(['judge', 'peers', 'secure-pmu'])('%j loads the commands of one module only', async (name) => {
    const { commands } = await createProgram(name);
    expect(commands.some((one) => one.name() === name || one.aliases().includes(name))).toBe(true);
    expect(commands.length).toBeLessThan(6);
  });

  it.each([
    ['packets', "Missing required argument 'file'\nwireside packets --help shows how to use it.\n(USAGE)\n"],
    [
      'packets x --tre 1',
      "Unknown option '--tre'\n(Did you mean --tree?)\nwireside packets --help shows how to use it.\n(USAGE)\n",
    ],
    [
      'packets x --tree 0',
      "Option '--tree <n>' argument '0' is invalid. Must be a whole number, 1 or more.\nwireside packets --help shows how to use it.\n(USAGE)\n",
    ],
    [
      'run --loss much -- true',
      "Option '--loss <percent>' argument 'much' is invalid. Must be a percentage from 0 to 50, such as 10%.\nwireside run --help shows how to use it.\n(USAGE)\n",
    ],
    [
      'follow x --direction up',
      "Option '--direction <side>' argument 'up' is invalid. Must be client or server. The client is the side that sent the first packet.\nwireside follow --help shows how to use it.\n(USAGE)\n",
    ],
    [
      'graph x --kind pie',
      "Option '--kind <kind>' argument 'pie' is invalid. Allowed choices are stevens, tcptrace, rtt, window, throughput.\nwireside graph --help shows how to use it.\n(USAGE)\n",
    ],
  ])('%j is refused', async (line, expected) => {
    const program = await createProgram();
    let text = '';
    for (const { command } of all(program)) {
      command.exitOverride().configureOutput({ writeErr: (part) => (text += part) });
    }
    await expect(program.parseAsync(line.split(' '), { from: 'user' })).rejects.toThrow();
    expect(text).toBe(expected);
  });
});

describe('an error', () => {
  it('of the user: what happened, what was seen and expected, how to fix it', () => {
    const error = Object.assign(new Error('It\x1b failed.'), {
      code: 'X',
      hint: 'Do this.\nOr that.',
      observed: '1',
      expected: '2',
    });
    expect(errorText(error)).toEqual({
      text: 'It\\x1b failed.\nseen: 1; expected: 2\nDo this.\nOr that.\n(X)\n',
      status: 1,
    });
  });

  it('about a missing tool names the doctor', () => {
    const missing = Object.assign(new Error('No compiler.'), {
      code: 'LANGUAGE_MISSING',
      hint: 'Install gcc.',
    });
    expect(errorText(missing).text).toBe(
      'No compiler.\nInstall gcc.\nwireside doctor shows everything that is missing.\n(LANGUAGE_MISSING)\n',
    );
    const bench = Object.assign(new Error('no user namespaces'), { name: 'BenchError' });
    expect(errorText(bench)).toEqual({
      text: 'Programs cannot be run here. This is not a fault of your program.\nno user namespaces\nwireside doctor shows what is missing and how to fix it.\n',
      status: 3,
    });
    const named = Object.assign(new Error('Run "wireside doctor".'), { name: 'BenchError' });
    expect(errorText(named).text).toBe(
      'Programs cannot be run here. This is not a fault of your program.\nRun "wireside doctor".\n',
    );
  });

  it('of Wireside says so', () => {
    expect(errorText(new TypeError('x is undefined')).text).toMatch(
      /^This is a fault of Wireside, not of your program:\nTypeError: x is undefined\n +at /,
    );
    expect(errorText('odd')).toEqual({
      text: 'This is a fault of Wireside, not of your program:\nodd\n',
      status: 3,
    });
  });
});
