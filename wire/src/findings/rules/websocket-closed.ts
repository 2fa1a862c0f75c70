/** A WebSocket that was closed because of an error. */
import { messagesOf } from '../../streams/stream-messages.ts';
import { OPCODE, payloadOf } from '../../protocols/websocket/frame.ts';
import type { Frame } from '../../protocols/websocket/frame.ts';
import { quoted } from '../quoted.ts';
import type { CaptureRule } from '../finding.ts';
import { livesOf } from '../streams.ts';
import { closeCode } from './websocket-mask.ts';

/** Codes that say what was wrong (RFC 6455, 7.4.1). */
const MEANINGS: Readonly<Record<number, string>> = {
  1002: 'protocol error: a frame broke the rules of WebSocket',
  1003: 'a kind of data that it does not take, such as binary instead of text',
  1007: 'bytes that are not what the message claims, such as text that is not UTF-8',
  1008: 'a message that it does not allow',
  1009: 'a message that is too big for it',
  1010: 'an extension is missing',
  1011: 'an error of its own',
};

/** One end closed with a code that means an error. */
export const websocketClosed: CaptureRule = {
  id: 'websocket-closed',
  severity: 'wrong',
  title: 'A WebSocket that was closed because of an error',
  silent: 'The code is 1000, 1001 or missing: a normal end.',
  source: 'RFC 6455, 7.4.1',
  example:
    'The server closed the WebSocket with code 1007 (packet 15): bytes that are not what the message claims, such as text that is not UTF-8. Its reason: "invalid text".',
  over: ['peer-refused'],
  find: (capture) =>
    livesOf(capture).flatMap(({ stream }) => {
      const frames = messagesOf(capture, stream, ['websocket']);
      // One of the two ends closes first; the other repeats its code.
      const close = frames.find(({ data }) => (data as Frame).opcode === OPCODE.close);
      const code = close === undefined ? undefined : closeCode(close);
      const meaning = code === undefined ? undefined : MEANINGS[code];
      if (close === undefined || meaning === undefined) return [];
      if (frames.some((one) => (one.data as Frame).isMasked !== one.fromClient)) return [];
      const reason = payloadOf(close.bytes, close.data as Frame).subarray(2);
      return [
        {
          stream,
          packets: [close.row + 1],
          text:
            `The ${close.fromClient ? 'client' : 'server'} closed the WebSocket with code ${code} (packet ${close.row + 1}): ${meaning}.` +
            (reason.length === 0 ? '' : ` Its reason: ${quoted(reason)}.`),
        },
      ];
    }),
};
