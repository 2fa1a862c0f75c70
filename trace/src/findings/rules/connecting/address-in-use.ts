/** bind() to an address that another socket has. */
import { endpointText } from '@wireside/wire';
import { normalEndpoint, splitEndpoint } from '../../../endpoint.ts';
import type { CallRecord, SocketRecord } from '../../../format.ts';
import type { Rule } from '../../finding.ts';
import type { ProgramView, RunView } from '../../run-view.ts';
import { callName } from '../../words.ts';

/** A call that failed, and the calls on its socket. */
interface Failure {
  readonly calls: readonly CallRecord[];
  readonly failed: CallRecord;
  readonly target: string;
  readonly isUdp: boolean;
}

/** Who has the address, in words, and what shows it. */
interface Holder {
  readonly text: string;
  readonly change: string;
  readonly calls?: readonly number[];
}

/** How long Linux remembers a connection that its own end closed first (TIME_WAIT). µs. */
const REMEMBERED = 60_000_000;

const REUSE = 'Set SO_REUSEADDR before bind(): a server that is started again then gets its port at once.';

/** bind() or listen() failed with EADDRINUSE, and the program could not go on. */
export const addressInUse: Rule = {
  id: 'address-in-use',
  severity: 'wrong',
  title: 'An address that is in use',
  silent: 'A later bind() of the program to the same port succeeded, or it tried other ports.',
  source: 'man 2 bind, EADDRINUSE; man 7 socket, SO_REUSEADDR; RFC 9293, 3.6.1',
  example:
    'bind() (call 5) to 0.0.0.0:5000 failed with EADDRINUSE: first has a socket there that listens (listen(), call 3). ' +
    'Stop that program, or use another port.',
  find: (run) =>
    run.programs.flatMap((program) =>
      program.sockets.flatMap(({ calls, protocol }) => {
        const failed = calls.find(
          ({ kind, error }) => (kind === 'bind' || kind === 'listen') && error === 'EADDRINUSE',
        );
        const target = calls.findLast(({ kind, args }) => kind === 'bind' && args !== undefined)?.args;
        if (failed === undefined || target === undefined) return [];
        const isOver = program.calls.some(({ n, kind, ret }) => n > failed.n && kind === 'bind' && ret === 0);
        if (isOver) return [];
        const holder = holderOf(run, program, { calls, failed, target, isUdp: protocol.startsWith('UDP') });
        return [
          {
            actor: program.name,
            text: `${callName(failed)} to ${target} failed with EADDRINUSE: ${holder.text}`,
            change: holder.change,
            evidence: [{ call: failed.n }, ...(holder.calls ?? []).map((call) => ({ call }))],
          },
        ];
      }),
    ),
};

function holderOf(run: RunView, program: ProgramView, { calls, failed, target, isUdp }: Failure): Holder {
  const { port } = splitEndpoint(target);
  const { host } = program.actor;
  const hasReuse = calls.some(({ args, ret }) => ret === 0 && args?.includes('SO_REUSEADDR') === true);
  for (const other of run.programs.filter(({ actor }) => actor.host === host)) {
    for (const { calls: others, local, isUdp: isOther, accepted } of other.sockets) {
      if (isOther !== isUdp || local === undefined || !overlaps(local, target) || accepted !== undefined)
        continue;
      const bound = others.find(({ kind, ret, n }) => kind === 'bind' && ret === 0 && n < failed.n);
      const closed = others.find(({ kind, at }) => kind === 'close' && at < failed.at);
      if (bound === undefined || closed !== undefined || (other.end?.at ?? Infinity) < failed.at) continue;
      const listen = others.find(({ kind, ret }) => kind === 'listen' && ret === 0);
      const own = other === program ? 'the program itself' : other.name;
      const what =
        listen === undefined
          ? `that is bound to it (bind(), call ${bound.n})`
          : `that listens (listen(), call ${listen.n})`;
      return {
        text: `${own} has a socket there ${what}.`,
        change:
          other === program
            ? 'Bind each port once, and keep the socket.'
            : 'Stop that program, or use another port.',
        calls: [listen?.n ?? bound.n],
      };
    }
  }
  const peer = run.model.actors.find(
    (actor) =>
      actor.kind === 'peer' &&
      actor.host === host &&
      actor.port === port &&
      actor.address !== undefined &&
      overlaps(endpointText({ address: actor.address, port }), target),
  );
  if (peer !== undefined)
    return { text: `the peer ${peer.name} has that port.`, change: 'Use another port.' };
  const row = rowOf(run.model.trace.sockets, host, port, failed.at);
  // With SO_REUSEADDR, such a connection keeps nobody from the port.
  if (!hasReuse && (row !== undefined || hadConnection(run, host, port, failed.at))) {
    return {
      text: `a connection of that port is still remembered${row === undefined ? '' : ` (${row.local} to ${row.remote}, ${row.state})`}, because this end closed it first.`,
      change: REUSE,
    };
  }
  return {
    text: 'another socket has that port.',
    change: 'Stop the program that has it (ss -ltnp shows it), or use another port.',
  };
}

/** Whether two sockets of one host cannot have these ends at once: the same port, at the same address or at all. */
function overlaps(one: string, other: string): boolean {
  const [own, asked] = [splitEndpoint(one), splitEndpoint(other)];
  const isAll = (address: string): boolean => address === '0.0.0.0' || address === '::';
  return (
    own.port === asked.port && (own.address === asked.address || isAll(own.address) || isAll(asked.address))
  );
}

/** A connection of a port in TIME_WAIT in the socket table before a time. */
function rowOf(
  sockets: readonly SocketRecord[],
  host: string,
  port: number,
  at: number,
): SocketRecord | undefined {
  return sockets.findLast(
    (row) =>
      row.host === host &&
      row.at <= at &&
      row.at > at - REMEMBERED &&
      row.state === 'TIME_WAIT' &&
      splitEndpoint(row.local).port === port,
  );
}

/** Whether this host had closed a connection of the port first. */
function hadConnection({ model }: RunView, host: string, port: number, at: number): boolean {
  return model.connections.some(({ client, server, toClient, toServer }) => {
    const own = [client, server].find(
      (end) => end.host === host && splitEndpoint(normalEndpoint(end.endpoint)).port === port,
    );
    if (own === undefined) return false;
    const [mine, other] = own === client ? [toServer, toClient] : [toClient, toServer];
    if (mine.fin === undefined || mine.reset !== undefined || other.reset !== undefined) return false;
    const closedAt = model.capture.time(mine.fin - 1);
    if (closedAt > at || closedAt < at - REMEMBERED) return false;
    return other.fin === undefined || mine.fin < other.fin;
  });
}
