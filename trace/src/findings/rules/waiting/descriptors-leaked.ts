/** Sockets that are never closed, until no descriptor is left. */
import { countText } from '@wireside/wire';
import type { Rule } from '../../finding.ts';
import { callName } from '../../words.ts';

/** From this many open sockets on, they are what used up the descriptors. */
const MIN_OPEN = 50;

/** A call failed with EMFILE, and most sockets of the program were never closed. */
export const descriptorsLeaked: Rule = {
  id: 'descriptors-leaked',
  severity: 'wrong',
  title: 'Descriptors that leak until none is left',
  silent: `Fewer than ${MIN_OPEN} sockets were open, so that something else used the descriptors.`,
  source: 'man 2 socket, EMFILE; man 2 getrlimit, RLIMIT_NOFILE',
  example:
    'accept4() (call 620) failed with EMFILE: no descriptor was left. 250 sockets were open, which the program had made and never closed; the first came from accept4() (call 8). ' +
    'close() each socket when its conversation is over.',
  find: (run) =>
    run.programs.flatMap((program) => {
      const failed = program.calls.find(({ error }) => error === 'EMFILE' || error === 'ENFILE');
      if (failed === undefined || failed.at > program.endedByUsAt) return [];
      const open = program.sockets.filter(
        ({ calls: [made, ...rest] }) =>
          made!.n < failed.n && !rest.some(({ kind, n }) => kind === 'close' && n < failed.n),
      );
      const first = open.find(({ accepted }) => accepted !== undefined) ?? open[0];
      if (first === undefined || open.length < MIN_OPEN) return [];
      const made = first.calls[0]!;
      return [
        {
          actor: program.name,
          text:
            `${callName(failed)} failed with ${failed.error}: no descriptor was left. ${countText(open.length, 'socket was', 'sockets were')} open, ` +
            `which ${run.nameInside(program)} had made and never closed; the first came from ${callName(made)}.`,
          change: 'close() each socket when its conversation is over.',
          evidence: [{ call: failed.n }, { call: made.n }],
        },
      ];
    }),
};
