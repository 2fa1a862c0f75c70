/** Two sockets on one port by SO_REUSEPORT: each datagram or connection goes to one of them. */
import { splitEndpoint } from '../../../endpoint.ts';
import type { CallRecord } from '../../../format.ts';
import type { Rule } from '../../finding.ts';
import { isGroup } from '../../multicast.ts';
import type { ProgramView, RunView } from '../../run-view.ts';

/** A socket that shares its port. */
interface Sharer {
  readonly program: ProgramView;
  readonly bind: CallRecord;
  readonly port: number;
  readonly isTcp: boolean;
  readonly key: string;
  readonly until: number;
}

/** Two programs, or two sockets of one, share a port. */
export const portShared: Rule = {
  id: 'port-shared',
  severity: 'note',
  title: 'Two sockets that share a port',
  silent:
    'One of them was closed before the other was bound, or it is a multicast receiver, which gets its own copy of each datagram.',
  source: 'man 7 socket, SO_REUSEPORT',
  example:
    'first (bind(), call 5) and second (bind(), call 12) share port 5000 by SO_REUSEPORT: the kernel gives each connection to one of the two, and the other never sees it. ' +
    'Leave SO_REUSEPORT out, and the second bind() fails instead.',
  find: (run) => {
    const all = sharersOf(run);
    const told = new Set<string>();
    return all.flatMap((one, place) => {
      const other = all.find((each, at) => at > place && each.key === one.key && each.bind.at < one.until);
      if (other === undefined || told.has(one.key)) return [];
      told.add(one.key);
      return [
        {
          actor: other.program.name,
          text:
            `${run.nameOf(one.program)} (bind(), call ${one.bind.n}) and ${other.program === one.program ? 'another socket of it' : other.program.name} (bind(), call ${other.bind.n}) share port ${one.port} by SO_REUSEPORT: ` +
            `the kernel gives each ${one.isTcp ? 'connection' : 'datagram'} to one of the two, and the other never sees it.`,
          change: 'Leave SO_REUSEPORT out, and the second bind() fails instead.',
          evidence: [{ call: one.bind.n }, { call: other.bind.n }],
        },
      ];
    });
  },
};

function sharersOf({ programs }: RunView): Sharer[] {
  return programs.flatMap((program) =>
    program.sockets.flatMap(({ calls, isTcp, isUdp }): Sharer[] => {
      const bind = calls.find(({ kind, ret }) => kind === 'bind' && ret === 0);
      const isShared = calls.some(
        ({ kind, args, ret }) => kind === 'option' && ret === 0 && /SO_REUSEPORT, (?!0)/.test(args ?? ''),
      );
      if (bind?.args === undefined || !isShared || (!isTcp && !isUdp)) return [];
      const { address, port } = splitEndpoint(bind.args);
      const isReceiver =
        isGroup(address) || calls.some(({ args }) => /ADD_MEMBERSHIP|JOIN_GROUP/.test(args ?? ''));
      if (port === 0 || isReceiver) return [];
      const until =
        calls.find(({ kind, n }) => kind === 'close' && n > bind.n)?.at ?? program.end?.at ?? Infinity;
      return [{ program, bind, port, isTcp, key: `${program.actor.host} ${isTcp} ${port}`, until }];
    }),
  );
}
