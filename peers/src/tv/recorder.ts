/**
 * The recorder: it joins the group and keeps every datagram that anyone sends there.
 *
 *     IP_ADD_MEMBERSHIP        ----->    IGMP: "I want what is sent to 224.1.1.1" (RFC 3376)
 *     a capture                <-----    everything, from everyone
 *
 * It should be beside the receivers of students as if it were not there, so it does not bind if it may capture:
 * hear-group.ts.
 *
 * In a group no one knows who listens, and what is sent to one is sent to all.
 *
 * Start with listenRecorder(), then read record(), which is called once per datagram.
 */
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { now } from '../common/clock.ts';
import { countBytes, escapeBytes } from '../common/escape.ts';
import { peerLog } from '../common/peer-log.ts';
import { formatAddress } from '../peer.ts';
import type { Peer, PeerHooks, PeerLog } from '../peer.ts';
import { Inbox } from '../transport/inbox.ts';
import type { Datagram } from '../transport/inbox.ts';
import { routeToGroup } from '../transport/multicast-route.ts';
import { MAX_DATAGRAM } from '../transport/udp-socket.ts';
import { serveInbox } from '../transport/udp.ts';
import { readMessage } from './group.ts';
import { hearGroup } from './hear-group.ts';
import { recorderOptions } from './listener-options.ts';
import type { RecorderInput, RecorderOptions } from './listener-options.ts';
import { fileError } from './broadcast-text.ts';

/** What was recorded so far, and where it goes. */
interface Tape {
  readonly options: RecorderOptions;
  readonly log: PeerLog;
  readonly file: FileHandle | undefined;
  datagrams: number;
  bytes: number;
  /** Whether the log already says that the recorder is full; once is enough. */
  isFullReported: boolean;
}

/**
 * LISTEN. Joins the group, and resolves when datagrams are kept.
 *
 * @throws {PeerOptionError} when an option is not valid, or the file cannot be written.
 * @throws {PeerListenError} when the interface or the port is not available.
 */
export async function listenRecorder(input: RecorderInput, hooks: PeerHooks): Promise<Peer> {
  const options = recorderOptions.read(input);
  const log = peerLog('tv-recorder', hooks);
  const file = await openTape(options.file);
  const tape: Tape = { options, log, file, datagrams: 0, bytes: 0, isFullReported: false };
  const name = 'tv-recorder';
  const inbox = new Inbox(log);
  try {
    const { group, port } = options;
    const route = await routeToGroup(name, group, options.interface);
    const hearing = await hearGroup({ name, group, port, route }, inbox, log);
    const { address } = hearing;
    const serve = (datagram: Datagram): Promise<void> => record(tape, datagram);
    const peer = serveInbox({ name, address, inbox, log }, serve, () => hearing.close());
    // The verb CLOSE: the last line is written completely, and then the file is closed.
    let closed: Promise<void> | undefined;
    const close = async (): Promise<void> => {
      await peer.close();
      await file?.close();
    };
    return { ...peer, close: () => (closed ??= close()) };
  } catch (error) {
    await file?.close();
    throw error;
  }
}

/** Opens the file for appending. Only its owner may read it: it contains what students have said. */
async function openTape(path: string): Promise<FileHandle | undefined> {
  try {
    return path === '' ? undefined : await open(path, 'a', 0o600);
  } catch (error) {
    throw fileError('tv-recorder', path, error as Error);
  }
}

/** SERVE. Keeps one datagram if there is space. Without a limit, anyone in the group could fill the disk. */
async function record(tape: Tape, datagram: Datagram): Promise<void> {
  const { options, datagrams, bytes } = tape;
  const fits = datagrams < options.maxDatagrams && bytes + datagram.bytes.length <= options.maxBytes;
  if (fits) await keep(tape, datagram);
  else reportFull(tape);
}

/** Writes one line: all bytes, escaped so that none of them is lost and none can affect a terminal. */
async function keep(tape: Tape, { bytes, from }: Datagram): Promise<void> {
  tape.datagrams++;
  tape.bytes += bytes.length;
  const remote = formatAddress(from.host, from.port);
  const message = readMessage(bytes);
  const note = message ? `from ${message.id}` : 'too short for an id';
  tape.log({ event: 'command', remote, length: bytes.length, data: escapeBytes(bytes), note });
  const shown = message
    ? { id: message.id, text: escapeBytes(message.text, MAX_DATAGRAM) }
    : { text: escapeBytes(bytes) };
  await tape.file?.write(`${JSON.stringify({ at: now(), from: remote, length: bytes.length, ...shown })}\n`);
}

/** Says once that nothing more is kept. Once, because otherwise a storm would fill the log instead of the disk. */
function reportFull(tape: Tape): void {
  const { log, datagrams, bytes, isFullReported } = tape;
  if (!isFullReported)
    log({
      event: 'refuse',
      note: `full: ${datagrams.toLocaleString('en')} datagrams with ${countBytes(bytes)} are kept`,
    });
  tape.isFullReported = true;
}
