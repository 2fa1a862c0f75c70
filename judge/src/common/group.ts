/** What the parts about the multicast group have in common: its messages, and where the program of a run meets it. */
import type { ProgramFacts } from './facts.ts';
import { serverOf } from './facts.ts';
import type { Model } from '@wireside/trace';

/** Bytes of the sender's id, with which each message of the group begins. */
export const ID_LENGTH = 6;

/** An address of a multicast group (RFC 5771). */
const GROUP_ADDRESS = /^2(?:2[4-9]|3\d)(?:\.\d{1,3}){3}$/;

/** A multicast group, and the port of all its datagrams. */
export interface Group {
  readonly address: string;
  readonly port: number;
}

/** The group of a run: that of the first server of ours; where none was started, that of the program's command line. */
export function groupOf(model: Model): Group {
  const { address, port } = serverOf(model) ?? {};
  if (address !== undefined && port !== undefined) return { address, port };
  const { command } = model.program;
  const at = command.findIndex((word) => GROUP_ADDRESS.test(word));
  return { address: command[at] ?? 'the group', port: Number(command[at + 1] ?? 0) };
}

/**
 * How a program knows its group, port or id, for the text about one that is written into it: whether the command line said
 * so, and what to change.
 */
export function howTold(
  { model: { program } }: Pick<ProgramFacts, 'model'>,
  what: string,
): { said: string; change: string } {
  const { command } = program;
  if (command.length < 2 || !command.some((word) => GROUP_ADDRESS.test(word)))
    return { said: '', change: `Take the ${what} that the handout says.` };
  return {
    said: ', as the command line said',
    change: `The program was started as: ${command.join(' ')}. Take the ${what} from the arguments; do not write it into the program.`,
  };
}

/** The text of a message: what follows the id. */
export const textOf = (bytes: Uint8Array): Uint8Array => bytes.subarray(ID_LENGTH);
