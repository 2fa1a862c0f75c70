/** The lab's PMU over TCP, port 5003: a command from the client, then messages or a long text from the server. */
import { text } from '../basics/bytes.ts';
import type { CutAnswer, Pending, StreamContext } from '../core/stream-cutter.ts';
import type { StreamProtocol } from '../core/stream-protocol.ts';
import { pmuPayload } from './pmu-payload.ts';
import { COMMAND, MESSAGE, isPlainText, looksLikePmu, messageIn } from './pmu-text.ts';
import { PMU, PMU_FIELDS, pmuTree } from './pmu-tree.ts';
import type { PmuPart } from './pmu-tree.ts';

const PORT = 5003;
/** No command is longer, known or not. */
const MAX_COMMAND = 256;

/** One conversation while it is cut. */
interface PmuState {
  readonly context: StreamContext;
  /** The number of the last message. */
  last: number | undefined;
  isPmu: boolean;
}

/** PMU over TCP, and inside TLS. */
export const pmu: StreamProtocol<PmuState> = {
  ...PMU,
  fields: PMU_FIELDS,
  ports: [PORT],

  looksLike: (begin) => looksLikePmu(begin),

  open: (context) => ({ context, last: undefined, isPmu: false }),

  cut(state, pending) {
    const { bytes, fromClient } = pending;
    const { clientPort, serverPort } = state.context;
    // If the opening is not in the capture, the first sender may have been the server.
    const isTurned = clientPort === PORT && serverPort !== PORT;
    if (!state.isPmu && !isPlainText(bytes.subarray(0, MAX_COMMAND))) return 'foreign';
    const answer = fromClient === isTurned ? fromServer(state, pending) : fromTheClient(pending);
    if (typeof answer === 'object') state.isPmu = true;
    return answer;
  },

  dissect(d, message, at) {
    pmuTree(d, message.data as PmuPart, at, message.bytes.length);
  },

  dissectPayload: pmuPayload,
};

function fromTheClient({ bytes, atEnd }: Pending): CutAnswer {
  const command = text(bytes.subarray(0, MAX_COMMAND));
  const isBegin = ['CMD_short:', 'CMD_floodme'].some((known) => known.startsWith(command));
  if (isBegin && !atEnd && !COMMAND.test(command)) return 'more';
  return { length: bytes.length, data: { kind: 'command' } satisfies PmuPart };
}

function fromServer(state: PmuState, { bytes, atEnd }: Pending): CutAnswer {
  const expected = state.last === undefined ? undefined : state.last + 1;
  const found = messageIn(bytes, expected, atEnd);
  if (typeof found === 'object') {
    state.last = found.number;
    return { length: found.length, data: { kind: 'message', number: found.number } satisfies PmuPart };
  }
  if (found === 'more') {
    return atEnd ? { length: bytes.length, data: { kind: 'unfinished' } satisfies PmuPart } : 'more';
  }
  const next = indexOfMessage(bytes);
  return { length: next > 0 ? next : bytes.length, data: { kind: 'text' } satisfies PmuPart };
}

function indexOfMessage(bytes: Uint8Array): number {
  const first = MESSAGE.charCodeAt(0);
  for (let at = bytes.indexOf(first, 1); at > 0; at = bytes.indexOf(first, at + 1)) {
    if (looksLikePmu(bytes.subarray(at, at + MESSAGE.length))) return at;
  }
  return -1;
}
