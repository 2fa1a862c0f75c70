/** Bytes that were received, and no output at all. */
import { countText } from '@wireside/wire';
import type { Rule } from '../../finding.ts';
import { callName } from '../../words.ts';

/** A client or a receiver that was stopped, and had written nothing to standard output. */
export const nothingWritten: Rule = {
  id: 'nothing-written',
  severity: 'note',
  title: 'Received, but nothing written',
  silent: 'The program wrote something, ended by itself, accepts connections, or sends datagrams.',
  source: 'man 3 setbuf',
  example:
    'The program received 12 times, first in recvfrom() (call 8), and had written nothing to standard output when it was stopped. ' +
    'If it prints what it receives, that was still in its buffer: flush after each line.',
  find: (run) =>
    run.programs.flatMap((program) => {
      const { end, calls, sockets, name } = program;
      if (end === undefined || end.reason === 'exited' || end.reason === 'signal') return [];
      if (run.model.output('stdout', name).bytes.length > 0) return [];
      const isServer = sockets.some(({ isUdp, calls: own }) =>
        own.some(({ kind }) => kind === 'listen' || kind === 'accept' || (isUdp && kind === 'send')),
      );
      const network = sockets.filter(({ isTcp, isUdp }) => isTcp || isUdp);
      const received = network.flatMap(({ calls: own }) =>
        own.filter(({ kind, ret = -1 }) => kind === 'receive' && ret > 0),
      );
      const [first] = received;
      const isFile = calls.some(({ kind, ret = -1 }) => kind === 'output' && ret > 0);
      if (isServer || first === undefined || received.length < MIN_RECEIVES || isFile) return [];
      return [
        {
          actor: name,
          text:
            `${run.nameOf(program)} received ${countText(received.length, 'time')}, first in ${callName(first)}, ` +
            'and had written nothing to standard output when it was stopped.',
          change: 'If it prints what it receives, that was still in its buffer: flush after each line.',
          evidence: [{ call: first.n }],
        },
      ];
    }),
};

/** Fewer receives say nothing. */
const MIN_RECEIVES = 2;
