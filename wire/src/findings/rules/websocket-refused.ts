/** A request for WebSocket that the server did not accept. */
import { messagesOf } from '../../streams/stream-messages.ts';
import type { HttpMessage } from '../../protocols/http/state.ts';
import { listText } from '../../basics/words.ts';
import type { CaptureRule } from '../finding.ts';
import { quoted } from '../quoted.ts';
import { livesOf } from '../streams.ts';

const SWITCHING = 101;
/** What a request has to have (RFC 6455, 4.1), and a sign that it has it. */
const NEEDED: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['Host', /^host:/im],
  ['Upgrade: websocket', /^upgrade:\s*websocket/im],
  ['Connection: Upgrade', /^connection:.*\bupgrade\b/im],
  ['Sec-WebSocket-Key', /^sec-websocket-key:\s*\S/im],
  ['Sec-WebSocket-Version: 13', /^sec-websocket-version:\s*13\s*$/im],
];
/** A head is shorter. Bytes. */
const MAX_HEAD = 16_384;

/** The request asks for WebSocket, and the answer is not 101. */
export const websocketRefused: CaptureRule = {
  id: 'websocket-refused',
  severity: 'wrong',
  title: 'A WebSocket that was refused',
  silent: 'The server answered 101, or not at all.',
  source: 'RFC 6455, 4.1 and 4.2.1',
  example:
    'The client asked for a WebSocket (packet 4), and the server refused with "HTTP/1.1 400 Bad Request" (packet 6): the request has no Sec-WebSocket-Key. ' +
    'Add what is missing to the request.',
  over: ['peer-refused'],
  find: (capture) =>
    livesOf(capture).flatMap(({ stream }) => {
      const messages = messagesOf(capture, stream, ['http']);
      const asked = messages.find(
        ({ fromClient, bytes }) =>
          fromClient && /^(?:upgrade:\s*websocket|sec-websocket-)/im.test(head(bytes)),
      );
      if (asked === undefined) return [];
      const answer = messages.find(
        ({ fromClient, row, data }) =>
          !fromClient && row >= asked.row && (data as HttpMessage).head !== undefined,
      );
      const status =
        answer === undefined ? undefined : Number(/^HTTP\/\S+ (\d{3})/.exec(head(answer.bytes))?.[1]);
      if (answer === undefined || status === undefined || !(status >= 200) || status === SWITCHING) return [];
      const text = head(asked.bytes);
      const missing = NEEDED.filter(([, pattern]) => !pattern.test(text)).map(([name]) => name);
      return [
        {
          stream,
          packets: [answer.row + 1, asked.row + 1],
          text:
            `The client asked for a WebSocket (packet ${asked.row + 1}), and the server refused with ${quoted(answer.bytes)} (packet ${answer.row + 1})` +
            `${missing.length === 0 ? '' : `: the request has no ${listText(missing, 'and no')}`}.`,
          ...(missing.length === 0 ? {} : { change: 'Add what is missing to the request.' }),
        },
      ];
    }),
};

/** The head of a message of HTTP. */
const head = (bytes: Uint8Array): string =>
  new TextDecoder('latin1').decode(bytes.subarray(0, MAX_HEAD)).split('\r\n\r\n')[0]!;
