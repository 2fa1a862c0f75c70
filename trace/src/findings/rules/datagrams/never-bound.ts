/** A wait for datagrams on a socket that has no port. */
import type { Rule } from '../../finding.ts';
import { callName } from '../../words.ts';

/** A receive on a UDP socket that was neither bound nor used to send: nothing can arrive. */
export const neverBound: Rule = {
  id: 'never-bound',
  severity: 'wrong',
  title: 'A wait for datagrams without bind()',
  silent: 'The socket was bound, connected, or used to send: then it has a port.',
  source: 'man 7 udp; man 2 bind',
  example:
    'The program waits for datagrams in recvfrom() (call 9), but this socket was never bound: it has no port to which anyone could send. ' +
    'Call bind() with the port at which you want to receive.',
  over: ['everyone-waits'],
  find: (run) =>
    run.programs.flatMap((program) =>
      program.sockets.flatMap(({ calls, isUdp, local }) => {
        const [made] = calls;
        const receive = calls.find(({ kind }) => kind === 'receive');
        const hasPort = calls.some(
          ({ kind, ret }) => (kind === 'bind' || kind === 'connect' || kind === 'send') && (ret ?? -1) >= 0,
        );
        // Of a socket that was there before, not all calls are known.
        if (!isUdp || made?.kind !== 'socket' || receive === undefined || hasPort || local !== undefined)
          return [];
        if ((receive.ret ?? -1) >= 0) return [];
        return [
          {
            actor: program.name,
            text:
              `${run.nameOf(program)} waits for datagrams in ${callName(receive)}, but this socket was never bound: ` +
              'it has no port to which anyone could send.',
            change: 'Call bind() with the port at which you want to receive.',
            evidence: [{ call: receive.n }, { call: made.n }],
          },
        ];
      }),
    ),
};
