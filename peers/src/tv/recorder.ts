/**
 * The recorder: it joins the group and keeps every datagram that anybody sends there.
 *
 *     socket(), SO_REUSEADDR, bind()
 *     IP_ADD_MEMBERSHIP        ----->    IGMP: "I want what is sent to 224.1.1.1" (RFC 3376)
 *     recvfrom()               <-----    everything, from everybody
 *
 * In a group nobody can tell who listens, and what is said to one is said to all.
 *
 * Read on from listenRecorder(), then serve(), then the states in their order.
 */
import { type FileHandle, open } from 'node:fs/promises';
import { now } from '../common/clock.ts';
import { escapeBytes } from '../common/escape.ts';
import { formatAddress, type Peer, type PeerHooks } from '../peer.ts';
import type { Datagram } from '../transport/inbox.ts';
import { listenUdp, udpLog } from '../transport/udp.ts';
import { MAX_DATAGRAM, type UdpLog } from '../transport/udp-socket.ts';
import { readMessage } from './group.ts';
import { type RecorderInput, type RecorderOptions, recorderOptions } from './listener-options.ts';
import { fileError } from './programme.ts';

/** Where a datagram stands. */
type State =
  /** Received: is there room for it? */
  | { readonly name: 'measure' }
  /** There is, and it is to be written. */
  | { readonly name: 'keep' }
  /** The tape is full. */
  | { readonly name: 'full' }
  /** Nothing remains. */
  | { readonly name: 'done' };

/** What the functions of the states share. */
interface Tape {
  readonly options: RecorderOptions;
  readonly log: UdpLog;
  readonly file: FileHandle | undefined;
  datagrams: number;
  bytes: number;
  /** Whether it was said that the tape is full; once is enough. */
  saidFull: boolean;
}

/**
 * LISTEN. Joins the group and resolves when datagrams are kept. Throws PeerOptionError for options that make no sense or a
 * file that cannot be written, and PeerListenError where the interface or the port cannot be had.
 */
export async function listenRecorder(input: RecorderInput, hooks: PeerHooks): Promise<Peer> {
  const options = recorderOptions(input);
  const log = udpLog('tv-recorder', hooks);
  const file = await openTape(options.file);
  const tape: Tape = { options, log, file, datagrams: 0, bytes: 0, saidFull: false };
  const { host, port, group } = options;
  try {
    const listening = { name: 'tv-recorder', host, port, group };
    const peer = await listenUdp(listening, hooks, (datagram) => serve(tape, datagram));
    // The verb CLOSE: what is being written is written to its end, and then the file is closed.
    let closed: Promise<void> | undefined;
    const end = async (): Promise<void> => {
      await peer.close();
      await file?.close();
    };
    return { ...peer, close: () => (closed ??= end()) };
  } catch (error) {
    await file?.close();
    throw error;
  }
}

/** Opens the file to write at its end, readable by its owner only: it has what students have said. */
async function openTape(path: string): Promise<FileHandle | undefined> {
  try {
    return path === '' ? undefined : await open(path, 'a', 0o600);
  } catch (error) {
    throw fileError('tv-recorder', path, error as Error);
  }
}

/** SERVE. Serves one datagram: from state to state until it is done with. */
async function serve(tape: Tape, datagram: Datagram): Promise<void> {
  let state: State = { name: 'measure' };
  while (state.name !== 'done') state = await step(tape, datagram, state);
}

/** Does what a state asks for, and returns the next one. */
async function step(tape: Tape, datagram: Datagram, state: Exclude<State, { name: 'done' }>): Promise<State> {
  switch (state.name) {
    case 'measure':
      return measure(tape, datagram);
    case 'keep':
      return keep(tape, datagram);
    case 'full':
      return sayFull(tape);
  }
}

/** Whether there is room. Without a bound, anybody in the group could fill the disk: there is no door to such a room. */
function measure({ options, datagrams, bytes }: Tape, datagram: Datagram): State {
  const fits = datagrams < options.maxDatagrams && bytes + datagram.bytes.length <= options.maxBytes;
  return { name: fits ? 'keep' : 'full' };
}

/** Writes one line: all bytes, escaped so that none of them is lost and none can do anything to a terminal. */
async function keep(tape: Tape, { bytes, from }: Datagram): Promise<State> {
  tape.datagrams++;
  tape.bytes += bytes.length;
  const remote = formatAddress(from.host, from.port);
  const message = readMessage(bytes);
  const who = message ? { note: `from ${message.id}` } : { note: 'too short for an id' };
  tape.log({ event: 'command', remote, length: bytes.length, data: escapeBytes(bytes), ...who });
  const shown = message
    ? { id: message.id, text: escapeBytes(message.text, MAX_DATAGRAM) }
    : { text: escapeBytes(bytes) };
  await tape.file?.write(`${JSON.stringify({ at: now(), from: remote, length: bytes.length, ...shown })}\n`);
  return { name: 'done' };
}

/** Says once that no more is kept: nothing is lost in silence, and a storm does not fill the log instead of the disk. */
function sayFull(tape: Tape): State {
  const { log, datagrams, bytes, saidFull } = tape;
  if (!saidFull) log({ event: 'refuse', note: `full: ${datagrams} datagrams of ${bytes} bytes are kept` });
  tape.saidFull = true;
  return { name: 'done' };
}
