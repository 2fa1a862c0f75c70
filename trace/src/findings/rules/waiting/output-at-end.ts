/** Output that appears only when the program ends. */
import { countText } from '@wireside/wire';
import type { Rule } from '../../finding.ts';
import { callName, seconds } from '../../words.ts';

/** From this delay on, someone who watches the output notices. µs. */
const MIN_DELAY = 500_000;
/** A buffer that is full is written before the end, in pieces of this (man 3 setbuf). Bytes. */
const MIN_LINES = 2;

/** All lines were written at the end, long after the first bytes had come. */
export const outputAtEnd: Rule = {
  id: 'output-at-end',
  severity: 'suspicious',
  title: 'Output that appears only at the end',
  silent: 'Something was written before, all bytes came shortly before the end, or there is one line only.',
  source: 'man 3 setbuf',
  example:
    'client wrote all 4 lines of its output at once, in write() (call 24), when the connection had ended; the first bytes had come 1.50 s before, with recvfrom() (call 10). ' +
    'Flush after each line, if it is to appear at once: many languages keep output that does not go to a terminal until a buffer is full or the program ends.',
  find: (run) =>
    run.programs.flatMap((program) => {
      const writes = program.calls.filter(
        ({ kind, fd, ret = 0 }) => kind === 'output' && fd === 1 && ret > 0,
      );
      const [first] = writes;
      const { length } = program.lines;
      if (first === undefined || length < MIN_LINES || first.at > program.endedByUsAt) return [];
      const receives = program.sockets
        .filter(({ isTcp }) => isTcp)
        .flatMap(({ calls }) => calls.filter(({ kind }) => kind === 'receive'));
      const came = receives.find(({ ret = 0 }) => ret > 0);
      const last = receives.findLast(({ ret = -1 }) => ret === 0);
      if (came === undefined || last === undefined || first.n < last.n) return [];
      // A program that receives after its first output did not wait for the end.
      if (receives.some(({ n, ret = 0 }) => ret > 0 && n > first.n)) return [];
      const delay = first.at - (came.at + (came.took ?? 0));
      const filled = receives.filter(({ ret = 0 }) => ret > 0);
      if (delay < MIN_DELAY || filled.length < 2 || writes.length > 2) return [];
      return [
        {
          actor: program.name,
          text:
            `${run.nameOf(program)} wrote all ${countText(length, 'line')} of its output at once, in ${callName(first)}, when the connection had ended; ` +
            `the first bytes had come ${seconds(delay)} before, with ${callName(came)}.`,
          change:
            'Flush after each line, if it is to appear at once: many languages keep output that does not go to a terminal until a buffer is full or the program ends.',
          evidence: [{ call: first.n }, { call: came.n }],
        },
      ];
    }),
};
