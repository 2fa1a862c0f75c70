/** Typed lines that a program never read. */
import type { Rule } from '../../finding.ts';
import { escapeBytes } from '../../words.ts';

/** The scene typed a line, and the program, which ran on, read nothing of its input after that. */
export const inputNeverRead: Rule = {
  id: 'input-never-read',
  severity: 'suspicious',
  title: 'Typed lines that are never read',
  silent: 'The program read its input at least once after the line was typed, or ended soon.',
  source: 'man 2 read',
  example:
    'The line "hello" was typed, and the program never read it: it made no read() of standard input in the 4.10 s that it ran on. It was in recvfrom() (call 12). ' +
    'Wait for the keyboard and the socket at once, with poll() or select(), or read each in a thread of its own.',
  find: (run) =>
    run.programs.flatMap((program) => {
      const typed = run.model.trace.scene.find(
        ({ event, actor }) => event === 'type' && actor === program.name,
      );
      const until = Math.min(program.end?.at ?? Infinity, program.endedByUsAt);
      if (typed === undefined || !(until - typed.at >= MIN_TIME) || until === Infinity) return [];
      const isRead = program.calls.some(
        ({ kind, at, took = Infinity, ret }) => kind === 'input' && at + took >= typed.at && (ret ?? 0) > 0,
      );
      const waits = program.calls.findLast(
        ({ kind, at, took = Infinity }) =>
          kind === 'receive' && at <= until && at + took >= until - SLACK && at < typed.at,
      );
      if (isRead || waits === undefined) return [];
      return [
        {
          actor: program.name,
          text:
            `The line "${escapeBytes(new TextEncoder().encode(typed.text ?? ''))}" was typed, and ${run.nameInside(program)} never read it: ` +
            `it made no read() of standard input in the ${((until - typed.at) / 1e6).toFixed(2)} s that it ran on. It was in ${waits.name}() (call ${waits.n}).`,
          change:
            'Wait for the keyboard and the socket at once, with poll() or select(), or read each in a thread of its own.',
          evidence: [{ call: waits.n }],
        },
      ];
    }),
};

/** How long a program must have run on. µs. */
const MIN_TIME = 500_000;
/** How much too late the end of a program may be recorded. µs. */
const SLACK = 100_000;
