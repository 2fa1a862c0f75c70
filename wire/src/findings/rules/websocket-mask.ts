/** Frames of WebSocket that are masked in the wrong direction, or not masked. */
import { messagesOf } from '../../streams/stream-messages.ts';
import type { Message } from '../../core/stream-cutter.ts';
import { OPCODE, payloadOf } from '../../protocols/websocket/frame.ts';
import type { Frame } from '../../protocols/websocket/frame.ts';
import { u16 } from '../../basics/bytes.ts';
import type { CaptureRule } from '../finding.ts';
import { livesOf } from '../streams.ts';

/** A client's frame without a mask, or a server's with one. */
export const websocketMask: CaptureRule = {
  id: 'websocket-mask',
  severity: 'wrong',
  title: 'WebSocket frames with the wrong mask',
  silent: 'All frames of the client are masked, and none of the server.',
  source: 'RFC 6455, 5.1',
  example:
    'The frame of the client in packet 14 is not masked, and a client has to mask every frame (RFC 6455, 5.1). The server closed the WebSocket with code 1002 for that (packet 15). ' +
    'Set the mask bit, send a random key of 4 bytes, and XOR the payload with it.',
  over: ['peer-refused'],
  find: (capture) =>
    livesOf(capture).flatMap(({ stream }) => {
      const frames = messagesOf(capture, stream, ['websocket']);
      const wrong = frames.find((one) => (one.data as Frame).isMasked !== one.fromClient);
      if (wrong === undefined) return [];
      const side = wrong.fromClient ? 'client' : 'server';
      const close = frames.find(
        (one) =>
          one.fromClient !== wrong.fromClient &&
          (one.data as Frame).opcode === OPCODE.close &&
          one.row >= wrong.row,
      );
      const code = close === undefined ? undefined : closeCode(close);
      const answer =
        code === 1002
          ? ` The ${wrong.fromClient ? 'server' : 'client'} closed the WebSocket with code 1002 for that (packet ${close!.row + 1}).`
          : '';
      return [
        {
          ...(answer === '' ? { severity: 'suspicious' as const } : {}),
          stream,
          packets: [wrong.row + 1, ...(answer === '' ? [] : [close!.row + 1])],
          text: wrong.fromClient
            ? `The frame of the ${side} in packet ${wrong.row + 1} is not masked, and a client has to mask every frame (RFC 6455, 5.1).${answer}`
            : `The frame of the ${side} in packet ${wrong.row + 1} is masked, and a server must not mask any frame (RFC 6455, 5.1).${answer}`,
          change: wrong.fromClient
            ? 'Set the mask bit, send a random key of 4 bytes, and XOR the payload with it.'
            : 'Send the payload as it is, without the mask bit.',
        },
      ];
    }),
};

/** The code of a Close frame; undefined if it has none. */
export function closeCode({ bytes, data }: Message): number | undefined {
  const payload = payloadOf(bytes, data as Frame);
  return payload.length < 2 ? undefined : u16(payload, 0);
}
