/** Turns the table of a peer or of a client into arguments and flags of a command. */
import type { Command } from 'commander';
import { flagOf } from '@wireside/peers';
import type { Option } from '@wireside/peers';

/** Adds each option of the table that has a flag. */
export function addFlags(command: Command, table: readonly Option[]): Command {
  for (const option of table) {
    if (!option.argument) command.option(`${flagOf(option)} <value>`, describe(option));
  }
  return command;
}

/** The arguments by their names in the table; those that are not given are left out. */
export function namedArguments(
  table: readonly Option[],
  values: readonly (string | undefined)[],
): Record<string, string> {
  const names = table.filter(({ argument }) => argument).map(({ name }) => name);
  return Object.fromEntries(names.flatMap((name, i) => (values[i] === undefined ? [] : [[name, values[i]]])));
}

/** The description of an option in the style of the help, lower-case and without a final period, with its default. */
export function describe(option: Option): string {
  const { default: value } = option;
  // An abbreviation keeps its capitals.
  const text = option.description
    .replace(/^[A-Z](?![A-Z])/, (letter) => letter.toLowerCase())
    .replace(/\.$/, '');
  if (value === '') return text;
  const shown = typeof value === 'object' ? `${value.min}-${value.max}` : String(value);
  return `${text} (default: ${JSON.stringify(shown)})`;
}
