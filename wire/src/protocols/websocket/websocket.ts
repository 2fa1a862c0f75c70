/** WebSocket (RFC 6455): cuts a stream into frames after HTTP's upgrade, and gathers the fragments of a message. */
import type { StreamProtocol } from '../../core/stream-protocol.ts';
import { OPCODE, frameOf } from './frame.ts';
import type { Fragments } from './frame.ts';
import { WEBSOCKET_FIELDS, websocketTree } from './tree.ts';

/** Maximum frames of one message. */
const MAX_FRAGMENTS = 100_000;

/** WebSocket; it has no port and is not recognized by its bytes: only the upgrade leads here. */
export const websocket: StreamProtocol<[Fragments | undefined, Fragments | undefined]> = {
  name: 'websocket',
  label: 'WebSocket',
  title: 'WebSocket',
  fields: WEBSOCKET_FIELDS,

  open: () => [undefined, undefined],

  cut(state, { bytes, fromClient, row, afterGap }) {
    // After missing bytes, the start of a frame cannot be found.
    if (afterGap) return 'foreign';
    const frame = frameOf(bytes);
    if (!frame) return 'more';
    const length = frame.headerLength + frame.payloadLength;
    if (!Number.isSafeInteger(length)) return 'foreign';
    if (bytes.length < length) return length;
    const side = fromClient ? 0 : 1;
    const isControl = frame.opcode >= 8;
    if (!isControl && (!frame.isFinal || frame.opcode === OPCODE.continuation)) {
      const isBegin = frame.opcode !== OPCODE.continuation;
      const opcode = isBegin ? frame.opcode : undefined;
      let fragments = state[side];
      if (isBegin || !fragments) fragments = { opcode, frames: [] };
      if (fragments.frames.length < MAX_FRAGMENTS) {
        fragments.frames.push({ row, bytes: bytes.subarray(0, length), frame });
      }
      frame.fragments = fragments;
      state[side] = frame.isFinal ? undefined : fragments;
    }
    return { length, data: frame };
  },

  dissect(d, message, at) {
    websocketTree(this, d, message, at);
  },
};
