/** `wireside client`: the client of each protocol, on the real network. */
import type { Command } from 'commander';
import { clients } from '@wireside/peers';
import { addFlags, describe, namedArguments } from '../peers/options.ts';
import { runClientHere } from '../peers/run-client.ts';

/** Registers the command, with one of its own for each client. */
export function clientCommand(program: Command): void {
  const command = program.command('client').description('run the client of a protocol on the real network');
  for (const [name, entry] of Object.entries(clients)) {
    const sub = addFlags(command.command(name).description(entry.title), entry.options);
    for (const option of entry.options) {
      if (option.argument) sub.argument(`[${option.name}]`, describe(option));
    }
    sub.option('--verbose', 'say on standard error what happens on the socket');
    sub.action(async (...all: unknown[]) => {
      const { verbose, ...flags } = sub.opts<{ verbose?: boolean }>();
      const values = all.slice(0, entry.options.filter(({ argument }) => argument).length);
      const record = { ...flags, ...namedArguments(entry.options, values as (string | undefined)[]) };
      await runClientHere(name, record, { verbose: verbose ?? false });
    });
  }
}
