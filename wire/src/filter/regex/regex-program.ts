/** A regular expression's tree as instructions of a nondeterministic machine (Thompson's construction). */
import { RegexProblem } from './regex-parser.ts';
import type { Place, RegexNode } from './regex-parser.ts';
import { ordered } from './regex-sets.ts';
import type { CharSet } from './regex-sets.ts';

/** One instruction; a machine in it goes on to the next one unless it says otherwise. */
export type Instruction =
  | { readonly kind: 'set'; readonly set: CharSet }
  | { readonly kind: 'place'; readonly place: Place }
  | { readonly kind: 'split'; to: number[] }
  | { readonly kind: 'match' };

/** Maximum instructions of a pattern; with the length of the text, it bounds the time of a match. */
const MAX_INSTRUCTIONS = 1000;
/** Bounds the work on patterns that repeat empty groups, which need no instructions. */
const MAX_STEPS = 50_000;

/**
 * The instructions of a tree, the last one `match`.
 * @throws {RegexProblem} when there are too many
 */
export function programOf(root: RegexNode): Instruction[] {
  const program: Instruction[] = [];
  let steps = 0;
  const put = (instruction: Instruction): void => {
    if (program.push(instruction) > MAX_INSTRUCTIONS) tooBig();
  };
  const split = (): { kind: 'split'; to: number[] } => {
    const instruction = { kind: 'split' as const, to: [] as number[] };
    put(instruction);
    return instruction;
  };
  const emit = (node: RegexNode): void => {
    if (++steps > MAX_STEPS) tooBig();
    if (node.kind === 'set') put({ kind: 'set', set: ordered(node.set) });
    else if (node.kind === 'place') put(node);
    else if (node.kind === 'all') node.parts.forEach(emit);
    else if (node.kind === 'one') {
      const fork = split();
      const ends: { to: number[] }[] = [];
      for (const part of node.parts) {
        fork.to.push(program.length);
        emit(part);
        ends.push(split());
      }
      for (const end of ends) end.to.push(program.length);
    } else {
      for (let i = 0; i < node.least; i++) emit(node.of);
      if (node.most === undefined) {
        const fork = split();
        fork.to.push(program.length);
        emit(node.of);
        split().to.push(program.indexOf(fork));
        fork.to.push(program.length);
      } else {
        const forks: { to: number[] }[] = [];
        for (let i = node.least; i < node.most; i++) {
          const fork = split();
          fork.to.push(program.length);
          forks.push(fork);
          emit(node.of);
        }
        for (const fork of forks) fork.to.push(program.length);
      }
    }
  };
  emit(root);
  put({ kind: 'match' });
  return program;
}

function tooBig(): never {
  throw new RegexProblem('the regular expression is too big', 'Long repetitions such as x{500} cost most.');
}
