/**
 * A client for any server over UDP: it sends datagrams, and writes each answer on a line of its own.
 *
 *     socket(), connect()
 *     send("one")     ----->    recvfrom()
 *     send("two")     ----->    recvfrom()
 *     recv()          <-----    sendto(), if the server has an answer
 *     recv()          <-----
 *     close()
 *
 * No packet tells the server that a client comes or goes, and none tells the client whether what it sent has arrived. It
 * knows no protocol, so it ends when it has as many answers as it was told to expect, or when none has come for too long.
 */
import type { ClientHooks } from '../client.ts';
import { PeerClientError } from '../common/peer-error.ts';
import { peerLog } from '../common/peer-log.ts';
import type { PeerLog } from '../peer.ts';
import { Inbox } from '../transport/inbox.ts';
import { resolveOne } from '../transport/resolve.ts';
import { openUdp } from '../transport/udp-socket.ts';
import type { UdpSocket } from '../transport/udp-socket.ts';
import { datagramsOf, udpClientOptions } from './udp-client-options.ts';
import type { UdpClientOptions } from './udp-client-options.ts';

/** While it is still sending, it takes this many answers more than it expects; a server that sends more has no end. */
const MAX_MORE = 1000;

/** What the functions below share. */
interface Run {
  readonly options: UdpClientOptions;
  readonly inbox: Inbox;
  readonly print: ClientHooks['print'];
  /** How many answers have come. */
  answers: number;
  /** What the kernel said last about a datagram of ours, such as ECONNREFUSED. */
  problem?: string;
}

/**
 * RUN. Sends all datagrams, and resolves when all answers have come, or when the user interrupts.
 *
 * @throws {PeerOptionError} when an option is not valid.
 * @throws {PeerClientError} `PEER_CLIENT_UNRESOLVED` when the name has no address, `PEER_CLIENT_UNREACHABLE` when no route
 *   leads there, `PEER_CLIENT_SILENT` when answers are missing, `PEER_CLIENT_ENDLESS` when far too many come.
 */
export async function runUdpClient(
  record: Readonly<Record<string, unknown>>,
  hooks: ClientHooks,
): Promise<void> {
  const options = udpClientOptions.read(record);
  const host = await resolveOne('udp-client', options.server);
  if (hooks.signal.aborted) return;
  const log = peerLog('udp-client', hooks);
  const heed: PeerLog = (event) => {
    if (event.event === 'error' && event.note !== undefined) run.problem = event.note;
    log(event);
  };
  const run: Run = { options, inbox: new Inbox(log), print: (line) => hooks.print(line), answers: 0 };
  const stop = (): void => run.inbox.close();
  hooks.signal.addEventListener('abort', stop);
  // Connected, so that the kernel drops what others send, and reports when no program is listening there.
  const to = { host, port: options.port };
  const socket = await openUdp({ host, port: 0, to }, run.inbox, heed).catch((error: unknown) => {
    throw unreachable(options, error as Error);
  });
  try {
    await sendAll(run, socket);
    await awaitAnswers(run);
  } finally {
    hooks.signal.removeEventListener('abort', stop);
    await socket.close();
  }
}

/** Sends one datagram after the other. Answers that come meanwhile are written at once. */
async function sendAll(run: Run, socket: UdpSocket): Promise<void> {
  const { count, pause } = run.options;
  const datagrams = datagramsOf(run.options);
  for (let sent = 0; sent < count * datagrams.length; sent++) {
    if (sent > 0 && (await hearFor(run, pause * 1000)) === 'closed') return;
    // This send() may report ECONNREFUSED for the datagram before it, and then this one was not sent: it counts as lost.
    await socket.send(datagrams[sent % datagrams.length]!);
  }
}

/** Writes what comes until a time is over, in milliseconds. */
async function hearFor(run: Run, milliseconds: number): Promise<'closed' | 'timeout'> {
  const until = performance.now() + milliseconds;
  for (;;) {
    const next = await run.inbox.take(Math.max(0, until - performance.now()));
    if (typeof next === 'string') return next;
    write(run, next.bytes);
  }
}

/**
 * Waits until all answers have come.
 *
 * @throws {PeerClientError} when the next one takes too long.
 */
async function awaitAnswers(run: Run): Promise<void> {
  const { expects, timeout } = run.options;
  while (run.answers < expects) {
    const next = await run.inbox.take(timeout * 1000);
    if (next === 'closed') return;
    if (next === 'timeout') throw silent(run);
    write(run, next.bytes);
  }
}

/** Writes an answer on a line. */
function write(run: Run, bytes: Buffer): void {
  const { server, port, expects } = run.options;
  run.answers++;
  if (run.answers > expects + MAX_MORE)
    throw new PeerClientError({
      code: 'PEER_CLIENT_ENDLESS',
      message: `udp-client: ${server} port ${port} sends without an end.`,
      observed: `${run.answers} answers`,
      expected: `${expects} answers (--expects)`,
      hint: 'Check that the server sends one datagram for each that it receives.',
    });
  run.print(bytes);
}

/** The error for answers that do not come. */
function silent({ options, answers, problem }: Run): PeerClientError {
  const { server, port, expects, timeout } = options;
  const wanted = expects === 1 ? '1 answer' : `${expects} answers`;
  return new PeerClientError({
    code: 'PEER_CLIENT_SILENT',
    message: `udp-client: ${server} port ${port} sent no answer for ${timeout} s.`,
    observed: `${answers} of ${wanted}${problem === undefined ? '' : `, and the error ${problem}`}`,
    expected: `${wanted} (--expects), each within ${timeout} s (--timeout)`,
    hint: 'Check that the server is running and has this port: "ss -uln" lists those that listen here. A datagram can also be lost.',
  });
}

/** The error for a socket that cannot be connected. */
function unreachable({ server, port }: UdpClientOptions, error: Error): PeerClientError {
  return new PeerClientError({
    code: 'PEER_CLIENT_UNREACHABLE',
    message: `udp-client: ${server} port ${port} cannot be reached.`,
    observed: error.message,
    expected: 'a route to the server (ip route get ADDRESS)',
    hint: 'Check the address, and the network of this computer.',
  });
}
