/**
 * The PDC over UDP: it sends a request on IPv4 and on IPv6, and again each second, until an answer comes.
 *
 * A run, and what may happen to it:
 *
 *     resolve the name, for each family
 *     send("RESET:20") on both        one of them may be refused (ICMP), one may have no route
 *     wait a second                   an answer? then print it, and it is over
 *     send("RESET:20") on both        and so on: there is no number of losses that could not happen
 *
 * Read on from runPdcUdp(), then runOnce(), then the states in their order.
 */
import type { ClientHooks } from '../client.ts';
import { escapeBytes } from '../common/escape.ts';
import { PeerClientError } from '../common/peer-error.ts';
import { formatAddress } from '../peer.ts';
import { type Datagram, Inbox } from '../transport/inbox.ts';
import { type Family, resolveFamily, unresolved } from '../transport/resolve.ts';
import { udpLog } from '../transport/udp.ts';
import { type Address, openUdp, type UdpLog, type UdpSocket } from '../transport/udp-socket.ts';
import { type PdcUdpOptions, pdcUdpOptions } from './pdc-udp-options.ts';

/** What a right answer looks like: the documents write "=", the server that really ran wrote ":". */
const ANSWER = /^OFFSET[=:](\d{1,9})$/;

/** One way to the server: its address in one family, and the socket for it as soon as there is one. */
interface Path {
  readonly to: Address;
  socket?: UdpSocket;
}

/** Where a run stands. */
type State =
  /** A request is to be sent on every path. */
  | { readonly name: 'send' }
  /** Sent; an answer may come until the deadline (of performance.now()). */
  | { readonly name: 'await'; readonly deadline: number }
  /** Nothing remains: there is an answer, or the user has had enough. */
  | { readonly name: 'closed'; readonly answer?: Buffer };

/** What the functions of the states share. */
interface Run {
  readonly options: PdcUdpOptions;
  readonly paths: readonly Path[];
  readonly inbox: Inbox;
  readonly log: UdpLog;
  /** How often the request was sent; once on each family counts as one. */
  sendings: number;
}

/**
 * RUN. Prints the answer as it came, or the experiment. Resolves when there is one or the signal is aborted. Rejects with a
 * PeerOptionError, or with a PeerClientError where the name leads nowhere or the server says that the command is wrong.
 */
export async function runPdcUdp(
  record: Readonly<Record<string, unknown>>,
  hooks: ClientHooks,
): Promise<void> {
  const options = pdcUdpOptions(record);
  const log = udpLog('pdc-udp', hooks);
  const addresses = await resolveServer(options, log);
  const counts: number[] = [];
  while (counts.length < options.runs && !hooks.signal.aborted) {
    const { answer, sendings } = await runOnce(options, addresses, log, hooks.signal);
    if (answer === undefined) break;
    counts.push(sendings);
    if (options.runs === 1) hooks.print(answer);
    else hooks.print(`run ${counts.length}: ${sendings} sent, ${answer.toString('latin1')}`);
  }
  if (options.runs > 1 && counts.length > 0) hooks.print(estimate(counts));
}

/**
 * What the runs say about the loss. When a request is lost with probability p, the number of sendings until the first
 * answer has a geometric distribution with the mean 1/(1 - p); turned around, p = 1 - 1/a for an average of a. Loss on the
 * way there and on the way back count as one.
 */
export function estimate(counts: readonly number[]): string {
  const average = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  return `average a = ${average.toFixed(3)}, estimated loss 1 - 1/a = ${(1 - 1 / average).toFixed(3)}`;
}

/**
 * Asks for the address in each family on its own. A name without an address in one of them is ordinary, and no reason to
 * give up; only without any there is nothing to do.
 */
async function resolveServer({ server, port }: PdcUdpOptions, log: UdpLog): Promise<Address[]> {
  const found: Address[] = [];
  const reasons: string[] = [];
  for (const family of [4, 6] as const satisfies readonly Family[]) {
    const result = await resolveFamily(server, family);
    if ('host' in result) {
      found.push({ host: result.host, port });
      continue;
    }
    reasons.push(`IPv${family}: ${result.why}`);
    log({ event: 'error', note: `no IPv${family} address for ${server}: ${result.why}` });
  }
  if (found.length === 0) throw unresolved('pdc-udp', server, reasons.join(', '));
  return found;
}

/** One run, with sockets of its own: an answer that comes late for the run before must not count for this one. */
async function runOnce(
  options: PdcUdpOptions,
  addresses: readonly Address[],
  log: UdpLog,
  signal: AbortSignal,
): Promise<{ answer?: Buffer; sendings: number }> {
  const inbox = new Inbox(log);
  const paths = addresses.map((to): Path => ({ to }));
  const run: Run = { options, paths, inbox, log, sendings: 0 };
  const stop = (): void => inbox.close();
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  try {
    let state: State = { name: 'send' };
    while (state.name !== 'closed') {
      state = state.name === 'send' ? await sendRequest(run) : await awaitAnswer(run, state.deadline);
    }
    return { ...(state.answer ? { answer: state.answer } : {}), sendings: run.sendings };
  } finally {
    signal.removeEventListener('abort', stop);
    await Promise.all(paths.map(({ socket }) => socket?.close()));
  }
}

/**
 * Sends the request on both families. Trying one for a while and then the other would be wrong: a server that changes
 * between them can be missed for as long as it likes. What goes wrong on one path does not keep the other from being used.
 */
async function sendRequest(run: Run): Promise<State> {
  const { options, paths } = run;
  run.sendings++;
  await Promise.all(paths.map((path) => sendOn(run, path)));
  return { name: 'await', deadline: performance.now() + options.timeout * 1000 };
}

/** Sends on one path, and opens its socket first where it has none: a route that is absent now may be there in a second. */
async function sendOn({ options, inbox, log }: Run, path: Path): Promise<void> {
  const { to } = path;
  try {
    // Connected, so that the kernel drops what comes from strangers and tells us when nobody listens. Without connect(),
    // each datagram's source address would have to be compared here, for anybody can send to our port.
    path.socket ??= await openUdp({ host: to.host, port: 0, to }, inbox, log);
  } catch (error) {
    // ENETUNREACH: this computer has no IPv6, say.
    log({ event: 'error', remote: formatAddress(to.host, to.port), note: (error as Error).message });
    return;
  }
  // ECONNREFUSED may be told by this send(), for the datagram before it; then this one was not sent. Nothing is to be done:
  // the next second brings another.
  await path.socket.send(Buffer.from(`RESET:${options.reset}`));
}

/** Waits for an answer until the deadline. What is no answer does not end the wait. */
async function awaitAnswer(run: Run, deadline: number): Promise<State> {
  const next = await run.inbox.take(Math.max(0, deadline - performance.now()));
  if (next === 'closed') return { name: 'closed' };
  if (next !== 'quiet' && readAnswer(run, next)) return { name: 'closed', answer: next.bytes };
  // The deadline decides, and not the silence: a stream of nonsense would otherwise keep us from sending again.
  return performance.now() < deadline ? { name: 'await', deadline } : { name: 'send' };
}

/** Whether a datagram is the answer. Throws when the server says, in its own words, that it never will be. */
function readAnswer({ options, log }: Run, { bytes, from }: Datagram): boolean {
  const text = bytes.subarray(0, 64).toString('latin1');
  const offset = ANSWER.exec(text)?.[1];
  if (offset !== undefined && Number(offset) <= options.reset) return true;
  const remote = formatAddress(from.host, from.port);
  if (text !== 'Wrong command.') {
    log({ event: 'refuse', remote, data: escapeBytes(bytes), note: 'no answer to RESET:n' });
    return false;
  }
  throw new PeerClientError({
    code: 'PEER_CLIENT_WRONG_COMMAND',
    message: `pdc-udp: ${remote} does not know the command.`,
    observed: `RESET:${options.reset} was answered with "${text}"`,
    expected: `OFFSET=X or OFFSET:X with X from 0 to ${options.reset}`,
    hint: 'Choose a smaller --reset, or another server.',
  });
}
