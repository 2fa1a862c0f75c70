/** The first frames of a WebSocket, which came with the answer to its handshake and were thrown away. */
import { streamMessages } from '@wireside/wire';
import type { ActorConnection } from '../../../connection.ts';
import { overlappingRecords } from '../../../join.ts';
import type { FoundInRun, Rule } from '../../finding.ts';
import type { ProgramView, RunView } from '../../run-view.ts';
import { callName, quote } from '../../words.ts';

/** Shorter payloads may be in the output by chance. Bytes. */
const MIN_PAYLOAD = 4;
const SWITCHING = /^HTTP\/1\.1 101 /;
/** A frame of the server without an extended length: its header has 2 bytes (RFC 6455, 5.2). */
const HEADER = 2;
const MAX_SHORT = 125;
const MAX_DATA_OPCODE = 2;

/** One receive took the answer 101 and the first frame; that frame is not shown, and later ones are. */
export const frameAfterUpgrade: Rule = {
  id: 'frame-after-upgrade',
  severity: 'wrong',
  title: 'Bytes after the answer 101 that are thrown away',
  silent: 'The frame is in the output, no later frame is, or it did not come in one receive with the answer.',
  source: 'RFC 6455, 4.1: the connection is open as soon as the answer has been read',
  example:
    'recvfrom() (call 12) returned the answer 101 and the first frame after it, "hello" (5 bytes; packet 8). The frame is not in the output, while a later one is ("world" (5 bytes)): what came after the empty line was thrown away. ' +
    'Keep what a receive returned after the empty line: it is the beginning of the frames.',
  find: (run) =>
    run.programs.flatMap((program) => program.connections.flatMap((one) => lostIn(run, program, one))),
};

/** A short frame with data of the server. */
interface ShortFrame {
  readonly offset: number;
  readonly payload: Uint8Array;
}

function lostIn(
  run: RunView,
  program: ProgramView,
  { connection, incoming, isClient }: ActorConnection,
): FoundInRun[] {
  if (!isClient || connection.tls !== undefined || incoming.receives.length === 0) return [];
  const decoder = new TextDecoder('latin1');
  if (!SWITCHING.test(decoder.decode(incoming.bytes.subarray(0, 16)))) return [];
  const frames = streamMessages(run.model.capture, connection.stream).all.flatMap(
    ({ fromClient, depth, protocol, offset, bytes }): ShortFrame[] => {
      const [first = 0, length = 0] = bytes;
      const isShort =
        length <= MAX_SHORT && length >= MIN_PAYLOAD && (first & 15) <= MAX_DATA_OPCODE && (first & 15) > 0;
      if (fromClient || depth !== 0 || protocol.name !== 'websocket' || !isShort) return [];
      return [{ offset, payload: bytes.subarray(HEADER) }];
    },
  );
  const [first, ...later] = frames;
  if (first === undefined) return [];
  const [taken] = overlappingRecords(incoming.receives, { offset: first.offset, length: 1 });
  // The receive that took its first byte took the end of the answer too.
  if (taken?.lane !== 'calls' || taken.offset >= first.offset) return [];
  const output = decoder.decode(run.model.output('stdout', program.name).bytes);
  const isShown = ({ payload }: ShortFrame): boolean => output.includes(decoder.decode(payload));
  const shown = later.find(isShown);
  const call = run.model.call(taken.n);
  if (isShown(first) || shown === undefined || call === undefined) return [];
  const packet = incoming.packets.find(
    ({ offset, length }) => offset <= first.offset && first.offset < offset + length,
  )?.packet;
  if (packet === undefined) return [];
  return [
    {
      actor: program.name,
      stream: connection.stream,
      text:
        `${callName(call)} returned the answer 101 and the first frame after it, ${quote(first.payload).replace(/\)$/, '')}; packet ${packet}). ` +
        `The frame is not in the output, while a later one is (${quote(shown.payload)}): what came after the empty line was thrown away.`,
      change: 'Keep what a receive returned after the empty line: it is the beginning of the frames.',
      evidence: [{ call: call.n }, { packet }],
    },
  ];
}
