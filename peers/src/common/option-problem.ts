/** What can be wrong with the options of a peer, in words. */
import { flagOf } from './option-table.ts';
import type { Option, OptionTable } from './option-table.ts';
import type { PeerErrorFacts } from './peer-error.ts';

/** One thing that is wrong with the options of a peer. */
export interface PeerOptionProblem extends PeerErrorFacts {
  /** The option's name as it was written, or as the table has it; absent when the peer itself is unknown. */
  readonly option?: string;
  /** The value that was given. */
  readonly value: unknown;
  /** The names to choose from: of peers, of options, or of a choice's values. Absent where any other value may do. */
  readonly choices?: readonly string[];
}

/** The problem of a value that an option cannot have. `expected` completes "must be …". */
export function badValue(peer: string, option: Option, value: unknown, expected: string): PeerOptionProblem {
  const written = option.argument ? `<${option.name}>` : flagOf(option);
  return {
    code: 'PEER_OPTION_VALUE',
    message: `${peer}: invalid value for the option ${option.name}: ${show(value)}.`,
    observed: show(value),
    expected,
    hint: `Give ${written} ${expected}${defaultHint(option)}.`,
    option: option.name,
    value,
    ...(option.type === 'choice' ? { choices: option.choices } : {}),
  };
}

/** How to get the default value, if there is one. */
function defaultHint({ default: value }: Option): string {
  if (value === '') return '';
  return `, or leave it out for ${typeof value === 'object' ? `${value.min}-${value.max}` : show(value)}`;
}

/** A value as JSON, at most 60 characters of it. */
export function show(value: unknown): string {
  const text = jsonOf(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/** JSON, or a description of what has no JSON, such as a circle of YAML aliases. */
function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return `a ${typeof value} that has no JSON form`;
  }
}

/** A name that the table does not have. */
export function unknownOption(
  peer: string,
  table: OptionTable,
  name: string,
  value: unknown,
): PeerOptionProblem {
  const choices = table.map((option) => option.name);
  return {
    code: 'PEER_OPTION_UNKNOWN',
    message: `${peer}: unknown option ${name}.`,
    observed: name,
    expected: `one of ${choices.join(', ')}`,
    hint: `Check the spelling. On the command line, options are written ${table.slice(0, 3).map(flagOf).join(', ')} and so on.`,
    option: name,
    value,
    choices,
  };
}

/** An option that was given in two spellings, such as `first-number` and `firstNumber`. */
export function givenTwice(peer: string, option: Option, name: string, value: unknown): PeerOptionProblem {
  return {
    code: 'PEER_OPTION_TWICE',
    message: `${peer}: the option ${option.name} is given twice.`,
    observed: `${name} in addition to another spelling`,
    expected: `${option.name} once`,
    hint: 'Remove one of the two.',
    option: name,
    value,
  };
}
