/**
 * The PDC over UDP: it sends a request on IPv4 and on IPv6, and again each second, until an answer comes.
 *
 * A run, and what may happen in it:
 *
 *     resolve the name, for each family
 *     send("RESET:20") on both        one of them may be refused (ICMP), one may have no route
 *     wait a second                   an answer? then print it and end
 *     send("RESET:20") on both        and so on: any number of losses is possible
 *
 * Start with runPdcUdp(), then read runOnce(), then the states in their order.
 */
import type { ClientHooks } from '../client.ts';
import { escapeBytes } from '../common/escape.ts';
import { PeerClientError } from '../common/peer-error.ts';
import { peerLog } from '../common/peer-log.ts';
import { formatAddress } from '../peer.ts';
import type { PeerLog } from '../peer.ts';
import { WRONG_COMMAND } from '../pmu/pmu-text.ts';
import { Inbox } from '../transport/inbox.ts';
import type { Address, Datagram } from '../transport/inbox.ts';
import { resolveFamily, unresolved } from '../transport/resolve.ts';
import { openUdp } from '../transport/udp-socket.ts';
import type { UdpSocket } from '../transport/udp-socket.ts';
import { pdcUdpOptions } from './pdc-udp-options.ts';
import type { PdcUdpOptions } from './pdc-udp-options.ts';

/** A correct answer: the handouts write "=", the course's own server wrote ":". */
const ANSWER = /^OFFSET[=:](\d{1,9})$/;

/** No answer is longer, in bytes; only this much of a longer datagram is read. */
const MAX_ANSWER = 64;

/** After so many requests without an answer it says that it goes on. */
const NOTICE = 10;

/** One way to the server: its address in one family, and the socket for it as soon as there is one. */
interface Path {
  readonly to: Address;
  socket?: UdpSocket;
}

/** The state of a run. */
type State =
  /** A request has to be sent on every path. */
  | { readonly name: 'send' }
  /** Sent; an answer may come until the deadline (of performance.now()). */
  | { readonly name: 'await'; readonly deadline: number }
  /** Nothing is left to do: there is an answer, or the user has interrupted. */
  | { readonly name: 'closed'; readonly answer?: Buffer };

/** What the functions of the states share. */
interface Run {
  readonly options: PdcUdpOptions;
  readonly paths: readonly Path[];
  readonly inbox: Inbox;
  readonly log: PeerLog;
  /** How often the request was sent; once on each family counts as one. */
  attempts: number;
}

/**
 * RUN. Prints the answer as it came, or the result of the experiment. Resolves when that is done, or when the user
 * interrupts.
 *
 * @throws {PeerOptionError} when an option is not valid.
 * @throws {PeerClientError} when the name has no address, or the server says that the command is wrong.
 */
export async function runPdcUdp(
  record: Readonly<Record<string, unknown>>,
  hooks: ClientHooks,
): Promise<void> {
  const options = pdcUdpOptions.read(record);
  const log = peerLog('pdc-udp', hooks);
  const addresses = await resolveServer(options, log);
  const counts: number[] = [];
  while (counts.length < options.runs && !hooks.signal.aborted) {
    const { answer, attempts } = await runOnce(options, addresses, log, hooks.signal);
    if (answer === undefined) break;
    counts.push(attempts);
    if (options.runs === 1) hooks.print(answer);
    else hooks.print(`run ${counts.length}: ${attempts} sent, ${answer.toString('latin1')}`);
  }
  if (options.runs > 1 && counts.length > 0) hooks.print(estimate(counts));
}

/**
 * What the runs say about the loss. If a request is lost with probability p, the number of attempts until the first answer
 * has a geometric distribution with mean 1/(1 - p). Solved for p, that is p = 1 - 1/a for an average of a. Losses of
 * requests and losses of answers count alike.
 */
export function estimate(counts: readonly number[]): string {
  const average = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  return `average a = ${average.toFixed(3)}, estimated loss 1 - 1/a = ${(1 - 1 / average).toFixed(3)}`;
}

/**
 * Resolves the name in each family separately. A name without an address in one of them is normal, and no reason to give
 * up. Only without any address there is nothing to do.
 */
async function resolveServer({ server, port }: PdcUdpOptions, log: PeerLog): Promise<Address[]> {
  const found: Address[] = [];
  const reasons: string[] = [];
  for (const family of [4, 6] as const) {
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
  log: PeerLog,
  signal: AbortSignal,
): Promise<{ readonly answer?: Buffer; readonly attempts: number }> {
  const inbox = new Inbox(log);
  const paths = addresses.map((to): Path => ({ to }));
  const run: Run = { options, paths, inbox, log, attempts: 0 };
  const stop = (): void => inbox.close();
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  try {
    let state: State = { name: 'send' };
    while (state.name !== 'closed') {
      state = state.name === 'send' ? await sendRequest(run) : await awaitAnswer(run, state.deadline);
    }
    return { ...(state.answer ? { answer: state.answer } : {}), attempts: run.attempts };
  } finally {
    signal.removeEventListener('abort', stop);
    await Promise.all(paths.map(({ socket }) => socket?.close()));
  }
}

/**
 * Sends the request on both families. Trying one for a while and then the other would be a mistake: a client can miss a
 * server that alternates between them for as long as it runs. What goes wrong on one path does not affect the other.
 */
async function sendRequest(run: Run): Promise<State> {
  const { options, paths } = run;
  run.attempts++;
  // A user who sees nothing at all does not know whether anything happens.
  if (run.attempts % NOTICE === 0)
    run.log({ event: 'wait', note: `no answer to ${run.attempts} requests; it goes on` });
  await Promise.all(paths.map((path) => sendOn(run, path)));
  return { name: 'await', deadline: performance.now() + options.timeout * 1000 };
}

/** Sends on one path. Opens its socket first if there is none: a route that is missing now may be there in a second. */
async function sendOn({ options, inbox, log }: Run, path: Path): Promise<void> {
  const { to } = path;
  try {
    // Connected, so that the kernel drops datagrams from all others and reports when no one is listening. Without
    // connect(), the source address of each datagram would have to be compared here, because anyone can send to our
    // port.
    path.socket ??= await openUdp({ host: to.host, port: 0, to }, inbox, log);
  } catch (error) {
    // For example ENETUNREACH: this computer has no IPv6.
    log({ event: 'error', remote: formatAddress(to.host, to.port), note: (error as Error).message });
    return;
  }
  // This send() may report ECONNREFUSED for the datagram before it, and then this one was not sent. There is nothing to do:
  // in a second the next one follows.
  await path.socket.send(Buffer.from(`RESET:${options.reset}`));
}

/** Waits for an answer until the deadline. Other datagrams do not end the wait. */
async function awaitAnswer(run: Run, deadline: number): Promise<State> {
  const next = await run.inbox.take(Math.max(0, deadline - performance.now()));
  if (next === 'closed') return { name: 'closed' };
  if (next !== 'timeout' && isAnswer(run, next)) return { name: 'closed', answer: next.bytes };
  // The deadline decides, not the silence: otherwise a stream of nonsense would keep us from sending again.
  return performance.now() < deadline ? { name: 'await', deadline } : { name: 'send' };
}

/**
 * Whether a datagram is the answer.
 *
 * @throws {PeerClientError} when the server says that it will never answer this command.
 */
function isAnswer({ options, log }: Run, { bytes, from }: Datagram): boolean {
  const text = bytes.subarray(0, MAX_ANSWER).toString('latin1');
  const offset = ANSWER.exec(text)?.[1];
  if (offset !== undefined && Number(offset) <= options.reset) return true;
  const remote = formatAddress(from.host, from.port);
  if (text !== WRONG_COMMAND) {
    log({ event: 'refuse', remote, data: escapeBytes(bytes), note: 'not an answer to RESET:n' });
    return false;
  }
  throw new PeerClientError({
    code: 'PEER_CLIENT_WRONG_COMMAND',
    message: `pdc-udp: ${remote} does not know the command.`,
    observed: `RESET:${options.reset} was answered with "${text}"`,
    expected: `OFFSET=X or OFFSET:X with X from 0 to ${options.reset}`,
    hint:
      options.reset === 20
        ? 'Check the server and the port: a PMU knows RESET:20.'
        : 'A PMU may know RESET:20 only: leave --reset out.',
  });
}
