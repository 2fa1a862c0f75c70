/**
 * The TV sender: each line of standard input becomes one datagram to the group.
 *
 * A program that only sends to a group need not be in it: no join, no bind to its port. Start with runSender().
 */
import type { ClientHooks } from '../client.ts';
import { countBytes } from '../common/escape.ts';
import { PeerClientError } from '../common/peer-error.ts';
import { peerLog } from '../common/peer-log.ts';
import { Inbox } from '../transport/inbox.ts';
import { MAX_DATAGRAM } from '../transport/udp-socket.ts';
import type { UdpSocket } from '../transport/udp-socket.ts';
import { routeToGroup } from '../transport/multicast-route.ts';
import { ANY_ADDRESS, bindUdp } from '../transport/udp.ts';
import { senderOptions } from './client-options.ts';
import type { SenderOptions } from './client-options.ts';
import { ID_LENGTH, writeMessage } from './group.ts';

/** The longest line in bytes: what a datagram carries, less the id. */
const MAX_LINE = MAX_DATAGRAM - ID_LENGTH;

/**
 * RUN. Sends the lines, and resolves at the end of the input or when the user interrupts.
 *
 * @throws {PeerOptionError} when an option is not valid.
 * @throws {PeerListenError} when the interface is not there.
 * @throws {PeerClientError} when a line does not fit into a datagram, or the kernel does not accept it.
 */
export async function runSender(
  record: Readonly<Record<string, unknown>>,
  hooks: ClientHooks,
): Promise<void> {
  const options = senderOptions.read(record);
  const socket = await openSocket(options, hooks);
  try {
    for await (const line of linesOf(hooks)) await sendLine(options, socket, line);
  } finally {
    await socket.close();
  }
}

/** OPEN. A socket with any port, whose multicast datagrams leave by the chosen interface. */
async function openSocket(options: SenderOptions, hooks: ClientHooks): Promise<UdpSocket> {
  const log = peerLog('sender', hooks);
  // This inbox is not read: the group's answers go to the group, where receivers get them.
  const route = await routeToGroup('sender', options.group, options.interface);
  const open = { name: 'sender', ...ANY_ADDRESS, route, ttl: options.ttl };
  return bindUdp(open, new Inbox(log), log);
}

/**
 * READ. The lines of standard input. read(2) returns bytes as they come, half a line or five, so they are collected and
 * split at newlines. The last line may lack its newline. Unlike common/lines.ts, it refuses a line that is too long,
 * and ends when the user interrupts.
 */
async function* linesOf({ input, signal }: ClientHooks): AsyncGenerator<Buffer> {
  const pieces = input[Symbol.asyncIterator]();
  // The user's Ctrl-C has to end a wait for the keyboard too.
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
    let start = 0;
    for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n', start)) {
      yield withoutReturn(rest.subarray(start, end));
      start = end + 1;
    }
    rest = rest.subarray(start);
    // This limits memory. There is no need to wait for the end of a line that is too long already.
    if (rest.length > MAX_LINE + 1) throw tooLong(rest.length);
  }
  if (rest.length > 0) yield withoutReturn(rest);
}

/** A line without the carriage return that Windows puts before its line feed. */
function withoutReturn(line: Buffer): Buffer {
  return line.at(-1) === 0x0d ? line.subarray(0, -1) : line;
}

/** SEND. One line, one datagram: an empty line is the id only. Nothing says whether anyone has received it. */
async function sendLine(options: SenderOptions, socket: UdpSocket, line: Buffer): Promise<void> {
  if (line.length > MAX_LINE) throw tooLong(line.length);
  // In UTF-8 the bytes of the line are what is sent; in Latin-1 each letter becomes one byte.
  const text = options.encoding === 'utf8' ? line : Buffer.from(line.toString('utf8'), options.encoding);
  const to = { host: options.group, port: options.port };
  if (await socket.send(writeMessage(options.sciper, text), to)) return;
  throw new PeerClientError({
    code: 'PEER_CLIENT_NOT_SENT',
    message: `sender: the kernel did not accept a datagram to ${options.group}.`,
    observed: `a line of ${countBytes(line.length)}, and the error in the log`,
    expected: 'a line that fits, and an interface that is up',
    hint: 'Check the error in the log, or choose another --interface.',
  });
}

function tooLong(length: number): PeerClientError {
  return new PeerClientError({
    code: 'PEER_CLIENT_LINE_TOO_LONG',
    message: 'sender: a line does not fit into a datagram.',
    observed: `${countBytes(length)} or more`,
    expected: `at most ${countBytes(MAX_LINE)}: a datagram carries ${MAX_DATAGRAM.toLocaleString('en')}, the id included`,
    hint: 'Break the line in two.',
  });
}
