/** Puts all commands together: their groups, examples, version, and errors that list what exists. */
import { readFileSync } from 'node:fs';
import type { Command as CommandType } from 'commander';
import { Command } from 'commander';
import { EXAMPLES } from './examples.ts';
import { UsageError } from './usage-error.ts';

/** Adds commands to the program. */
type Register = (program: CommandType) => void;

/** Commands of one module, by their names and aliases, with how to load it. */
interface Commands {
  readonly names: readonly string[];
  load(): Promise<Register>;
}

/** Commands by the groups of the help. A command line loads only the module of its own command: the start counts. */
const GROUPS: readonly (readonly [heading: string, commands: readonly Commands[]])[] = [
  [
    'Run and judge programs:',
    [
      { names: ['demo'], load: async () => (await import('./commands/demo.ts')).demoCommand },
      { names: ['judge'], load: async () => (await import('./commands/judge.ts')).judgeCommand },
      { names: ['watch'], load: async () => (await import('./commands/watch.ts')).watchCommand },
      { names: ['try'], load: async () => (await import('./commands/try.ts')).tryCommand },
      {
        names: ['experiment'],
        load: async () => (await import('./commands/experiment.ts')).experimentCommand,
      },
      { names: ['run'], load: async () => (await import('./commands/run.ts')).runCommand },
      { names: ['record'], load: async () => (await import('./commands/record.ts')).recordCommand },
      { names: ['show'], load: async () => (await import('./commands/show.ts')).showCommand },
      { names: ['open'], load: async () => (await import('./commands/open.ts')).openCommand },
      { names: ['runs'], load: async () => (await import('./commands/runs.ts')).runsCommand },
    ],
  ],
  [
    'Labs and this machine:',
    [
      { names: ['labs'], load: async () => (await import('./commands/labs.ts')).labsCommand },
      { names: ['doctor'], load: async () => (await import('./commands/doctor.ts')).doctorCommand },
    ],
  ],
  [
    'Read captures:',
    [
      { names: ['packets'], load: async () => (await import('./commands/packets.ts')).packetsCommand },
      { names: ['explain'], load: async () => (await import('./commands/explain.ts')).explainCommand },
      { names: ['anatomy'], load: async () => (await import('./commands/anatomy.ts')).anatomyCommand },
      { names: ['follow'], load: async () => (await import('./commands/follow.ts')).followCommand },
      { names: ['graph'], load: async () => (await import('./commands/graph.ts')).graphCommand },
      { names: ['capture'], load: async () => (await import('./commands/capture.ts')).captureCommand },
    ],
  ],
  [
    'Servers and clients on the real network:',
    [
      {
        names: ['serve', 'peer', 'peers'],
        load: async () => (await import('./commands/serve.ts')).serveCommand,
      },
      { names: ['client'], load: async () => (await import('./commands/client.ts')).clientCommand },
      {
        names: ['pdc', 'receiver', 'sender', 'secure-pmu', 'chat'],
        load: async () => (await import('./commands/prototypes.ts')).prototypeCommands,
      },
    ],
  ],
  [
    'Certificates:',
    [
      { names: ['ca'], load: async () => (await import('./commands/ca.ts')).caCommand },
      {
        names: ['certificate'],
        load: async () => (await import('./commands/certificate.ts')).certificateCommand,
      },
    ],
  ],
];

/**
 * The command `wireside`, with all its commands or only those needed.
 * @param first the first word of the command line; a command's name has only the commands of its module loaded
 */
export async function createProgram(first?: string): Promise<CommandType> {
  const isKnown = GROUPS.some(([, commands]) => commands.some(({ names }) => names.includes(first ?? '')));
  const program = new Command('wireside')
    .description('A socket-programming lab that runs anywhere and shows you the wire.')
    .version(version(), '-V, --version', 'print the version')
    .configureOutput({
      outputError: (text, write) => write(sentence(text)),
      getOutHelpWidth: () => helpWidth(process.stdout),
      getErrHelpWidth: () => helpWidth(process.stderr),
    });
  for (const [heading, commands] of GROUPS) {
    program.commandsGroup(heading);
    for (const { names, load } of commands) {
      if (!isKnown || names.includes(first!)) (await load())(program);
    }
  }
  program.commandsGroup('Help:');
  program.addHelpText(
    'after',
    `
wireside COMMAND --help describes a command and shows examples. Try first: wireside demo
Exit status: 0 pass or done, 1 fail or an error in the input, 2 inconclusive, 3 a fault of Wireside.`,
  );
  finish(program, 'wireside');
  return program;
}

/**
 * Checks that the commands named on a command line exist.
 * @param words the command line without Node and the script
 * @throws {UsageError} USAGE, with the nearest name and those that exist
 */
export async function checkCommandNames(program: CommandType, words: readonly string[]): Promise<void> {
  let command = program;
  let path = 'wireside';
  for (const word of words) {
    if (command.commands.length === 0 || word.startsWith('-')) return;
    if (word === 'help') continue; // the names after it are those of commands too
    const found = command.commands.find((one) => one.name() === word || one.aliases().includes(word));
    if (found === undefined) {
      // A command with arguments of its own takes the word for one of them.
      if (command.registeredArguments.length > 0) return;
      throw await unknownCommand(command, path, word);
    }
    command = found;
    path += ` ${word}`;
  }
}

async function unknownCommand(command: CommandType, path: string, word: string): Promise<UsageError> {
  const { available } = await import('@wireside/wire');
  const names = command
    .createHelp()
    .visibleCommands(command)
    .map((one) => one.name())
    .filter((name) => name !== 'help');
  return new UsageError(
    `There is no command "${path} ${word}".`,
    `${available(word, names, 'commands')}\n${path} --help describes them.`,
  );
}

/** What all commands have in common: a hint after an error, and examples after the help. */
function finish(command: CommandType, path: string): void {
  command
    .helpOption('-h, --help', 'print help')
    .configureHelp({ subcommandTerm: (one) => [one.name(), ...one.aliases()].join(', ') })
    .showHelpAfterError(`${path} --help shows how to use it.\n(USAGE)`);
  if (
    command
      .createHelp()
      .visibleCommands(command)
      .some((one) => one.name() === 'help')
  ) {
    command.helpCommand('help [command]', 'print the help of a command');
  }
  const examples = EXAMPLES[path];
  if (examples !== undefined) {
    command.addHelpText('after', `\nExamples:\n${examples.map((line) => `  ${line}`).join('\n')}`);
  }
  for (const one of command.commands) finish(one, `${path} ${one.name()}`);
}

/** Columns of a help text: those of the terminal, and 80 in a file or where the terminal reports none. */
export function helpWidth({ columns }: { readonly columns?: number }): number {
  return columns === undefined || columns === 0 ? 80 : columns;
}

/** Commander's `error: option …` as a sentence. */
function sentence(text: string): string {
  const plain = text.replace(/^error: /, '');
  return plain.charAt(0).toUpperCase() + plain.slice(1);
}

/** The version in this package's manifest. */
function version(): string {
  const manifest = new URL('../package.json', import.meta.url);
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
}
