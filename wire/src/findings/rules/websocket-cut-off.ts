/** A WebSocket that ended without a Close frame. */
import { messagesOf } from '../../streams/stream-messages.ts';
import { OPCODE } from '../../protocols/websocket/frame.ts';
import type { Frame } from '../../protocols/websocket/frame.ts';
import type { CaptureRule } from '../finding.ts';
import { livesOf } from '../streams.ts';

/** TCP ended, and neither end had sent a Close frame. */
export const websocketCutOff: CaptureRule = {
  id: 'websocket-cut-off',
  severity: 'note',
  title: 'A WebSocket that ended without a Close frame',
  silent: 'One of the two ends sent a Close frame, or the capture does not have the end.',
  source: 'RFC 6455, 7.1.5 and 7.4.1',
  example:
    'The WebSocket ended without a Close frame: the server closed TCP (packet 20). Programs are told code 1006 for that; it is never on the wire.',
  find: (capture) =>
    livesOf(capture).flatMap(({ stream, closing }) => {
      const frames = messagesOf(capture, stream, ['websocket']);
      if (frames.length === 0 || frames.some(({ data }) => (data as Frame).opcode === OPCODE.close))
        return [];
      const [fin] = closing.fins;
      const end = fin ?? closing.reset;
      if (end === undefined) return [];
      return [
        {
          stream,
          packets: [end.packet],
          text: `The WebSocket ended without a Close frame: the ${end.from} ${fin === undefined ? 'reset' : 'closed'} TCP (packet ${end.packet}). Programs are told code 1006 for that; it is never on the wire.`,
        },
      ];
    }),
};
