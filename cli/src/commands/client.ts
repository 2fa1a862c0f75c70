/** `wireside client`: the client of each protocol, on the real network. */
import type { Command } from 'commander';
import { clients } from '@wireside/peers';
import { addFlags, describe, namedArguments } from '../peers/options.ts';
import { runClientHere } from '../peers/run-client.ts';

/** Registers the command, with a subcommand for each client. */
export function clientCommand(program: Command): void {
  const command = program.command('client').description('run the client of a protocol on the real network');
  for (const name of Object.keys(clients)) addClient(command, name);
}

/** Registers one client with its prototype and its flags; `required` makes all arguments mandatory. */
export function addClient(
  program: Command,
  name: string,
  { required = false }: { readonly required?: boolean } = {},
): void {
  const { title, options } = clients[name]!;
  const sub = addFlags(program.command(name).description(title), options);
  const prototype = options.filter(({ argument }) => argument);
  for (const option of prototype)
    sub.argument(required ? `<${option.name}>` : `[${option.name}]`, describe(option));
  sub.option('--verbose', 'log to standard error what happens on the socket');
  sub.action(async (...all: unknown[]) => {
    const { verbose, ...flags } = sub.opts<{ verbose?: boolean }>();
    const values = all.slice(0, prototype.length) as (string | undefined)[];
    await runClientHere(
      name,
      { ...flags, ...namedArguments(options, values) },
      { verbose: verbose ?? false },
    );
  });
}
