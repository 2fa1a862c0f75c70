/**
 * The TV sender: each line of standard input becomes one datagram to the group.
 *
 * Whoever only sends to a group need not be in it: no join, no bind to its port. Read on from runSender(), then the states
 * in their order: open, read, closed.
 */
import type { ClientHooks } from '../client.ts';
import { PeerClientError } from '../common/peer-error.ts';
import { Inbox } from '../transport/inbox.ts';
import { bindUdp, udpLog } from '../transport/udp.ts';
import { MAX_DATAGRAM, type UdpSocket } from '../transport/udp-socket.ts';
import { type SenderOptions, senderOptions } from './client-options.ts';
import { ID_LENGTH, writeMessage } from './group.ts';

/** The longest line: what a datagram carries, less the id. */
const MAX_LINE = MAX_DATAGRAM - ID_LENGTH;

/**
 * RUN. Sends the lines and resolves at the end of the input or when the signal is aborted. Rejects with a PeerOptionError,
 * a PeerListenError where the interface is not there, or a PeerClientError for a line that no datagram can carry.
 */
export async function runSender(
  record: Readonly<Record<string, unknown>>,
  hooks: ClientHooks,
): Promise<void> {
  const options = senderOptions(record);
  const socket = await openSocket(options, hooks);
  try {
    for await (const line of linesOf(hooks)) await sendLine(options, socket, line);
  } finally {
    await socket.close();
  }
}

/** OPEN. A socket of any port, whose multicast datagrams leave by the chosen interface. */
function openSocket(options: SenderOptions, hooks: ClientHooks): Promise<UdpSocket> {
  const log = udpLog('sender', hooks);
  // Nobody reads this inbox: the answer of the group goes to the group, where receivers hear it.
  const open = { name: 'sender', host: options.interface, port: 0, ttl: options.ttl };
  return bindUdp(open, new Inbox(log), log);
}

/**
 * READ. The lines of standard input. A read(2) gives bytes as they come, half a line or five, so they are collected and cut
 * at the ends of lines; the last line counts without one, too.
 */
async function* linesOf({ input, signal }: ClientHooks): AsyncGenerator<Buffer> {
  const pieces = input[Symbol.asyncIterator]();
  // The user's Ctrl-C has to end a wait for the keyboard, too.
  const aborted = new Promise<{ done: true }>((resolve) => {
    if (signal.aborted) resolve({ done: true });
    signal.addEventListener('abort', () => resolve({ done: true }), { once: true });
  });
  let rest = Buffer.alloc(0);
  for (;;) {
    const next = await Promise.race([pieces.next(), aborted]);
    if (signal.aborted) return;
    if (next.done) break;
    rest = Buffer.concat([rest, next.value]);
    let begin = 0;
    for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n', begin)) {
      yield withoutReturn(rest.subarray(begin, end));
      begin = end + 1;
    }
    rest = rest.subarray(begin);
    // No need to wait for the end of a line that is too long already; and memory has a bound.
    if (rest.length > MAX_LINE + 1) throw tooLong(rest.length);
  }
  if (rest.length > 0) yield withoutReturn(rest);
}

/** A line without the carriage return that Windows puts before its line feed. */
function withoutReturn(line: Buffer): Buffer {
  return line.at(-1) === 0x0d ? line.subarray(0, -1) : line;
}

/** SEND. One line, one datagram: an empty line is the id alone. Nobody says whether anyone has heard it. */
async function sendLine(options: SenderOptions, socket: UdpSocket, line: Buffer): Promise<void> {
  if (line.length > MAX_LINE) throw tooLong(line.length);
  const to = { host: options.group, port: options.port };
  if (await socket.send(writeMessage(options.sciper, line), to)) return;
  throw new PeerClientError({
    code: 'PEER_CLIENT_NOT_SENT',
    message: `sender: the kernel did not take a datagram to ${options.group}.`,
    observed: `a line of ${line.length} bytes, and the error in the log`,
    expected: 'a line that fits, and an interface that is up',
    hint: 'Look at the error above, and choose another --interface.',
  });
}

function tooLong(length: number): PeerClientError {
  return new PeerClientError({
    code: 'PEER_CLIENT_LINE_TOO_LONG',
    message: 'sender: a line does not fit into a datagram.',
    observed: `${length} bytes or more`,
    expected: `at most ${MAX_LINE} bytes, since a datagram carries ${MAX_DATAGRAM} with the id`,
    hint: 'Break the line in two.',
  });
}
