/** A program that an error ended: an exception that nothing caught, or a signal of the kernel. */
import type { Rule } from '../../finding.ts';
import { lastWords } from '../../last-words.ts';
import type { ProgramView } from '../../run-view.ts';

/** Signals by which the kernel ends a program that made a mistake (man 7 signal), in words. */
const SIGNALS: Readonly<Record<string, string>> = {
  SIGSEGV: 'it used memory that is not its own, such as a null pointer or a place beyond the end of an array',
  SIGBUS: 'it used memory that does not exist',
  SIGFPE: 'it divided by zero, or the like',
  SIGILL: 'it ran into bytes that are no instruction',
  SIGABRT: 'it called abort(), as a failed assert() and the checks of the C library do',
};

/** The interpreter reported an error that nothing caught, or the kernel killed the program. */
export const crash: Rule = {
  id: 'crash',
  severity: 'wrong',
  title: 'A program that crashed',
  silent:
    'It ended with status 0, was stopped by us, or handled its error: the last words are not those of an interpreter.',
  source: 'man 7 signal; the language',
  example:
    "The program ended with status 1 because nothing caught an error: TypeError: a bytes-like object is required, not 'str' (client.py, line 3).",
  find: (run) =>
    run.programs.flatMap((program) => {
      const { end } = program;
      if (end === undefined || end.at >= program.endedByUsAt) return [];
      const exit =
        program.calls.findLast(({ kind, process }) => kind === 'exit' && process === 1) ??
        program.calls.at(-1);
      if (exit === undefined) return [];
      const evidence = [{ call: exit.n }];
      const name = run.nameOf(program);
      if (end.reason === 'signal') {
        const meaning = SIGNALS[end.signal ?? ''];
        return meaning === undefined
          ? []
          : [{ actor: program.name, text: `${name} was killed by ${end.signal}: ${meaning}.`, evidence }];
      }
      const said = end.reason === 'exited' && end.code !== 0 ? wordsOf(program) : undefined;
      if (said === undefined) return [];
      const place = said.place === undefined ? '' : ` (${said.place})`;
      return [
        {
          actor: program.name,
          text: `${name} ended with status ${end.code} because nothing caught an error: ${said.message}${place}.`,
          evidence,
        },
      ];
    }),
};

const wordsOf = ({ model, name }: ProgramView): ReturnType<typeof lastWords> =>
  lastWords(model.output('stderr', name).bytes);
