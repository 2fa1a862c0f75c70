/** Turns the table of a peer or of a client into arguments and flags of a command. */
import type { Command } from 'commander';
import { flagOf, type Option } from '@wireside/peers';

/** Adds each option of the table that has a flag. */
export function addFlags(command: Command, table: readonly Option[]): Command {
  for (const option of table) {
    if (!option.argument) command.option(`${flagOf(option)} <value>`, describe(option));
  }
  return command;
}

/** The arguments by the names that the table has for them, in its order; those that are not given are left out. */
export function namedArguments(
  table: readonly Option[],
  values: readonly (string | undefined)[],
): Record<string, string> {
  const names = table.filter(({ argument }) => argument).map(({ name }) => name);
  return Object.fromEntries(names.flatMap((name, i) => (values[i] === undefined ? [] : [[name, values[i]]])));
}

/** What it is, and what holds when nothing is said. */
export function describe(option: Option): string {
  const { default: value } = option;
  if (value === '') return option.description;
  const shown = typeof value === 'object' ? `${value.min}-${value.max}` : String(value);
  return `${option.description} (default: ${JSON.stringify(shown)})`;
}
