/** A TLS client at a server that does not speak TLS. */
import { endpointText } from '../../streams/tcp-streams.ts';
import { AFTER_FAILED_HANDSHAKE, beginningsOf, isClientHello, isSame, isTls } from '../begins.ts';
import type { CaptureRule } from '../finding.ts';
import { livesOf } from '../streams.ts';
import { quoted } from '../quoted.ts';

/** The server answered a Client Hello with something else than TLS, or sent it back. */
export const tlsNotSpoken: CaptureRule = {
  id: 'tls-not-spoken',
  severity: 'wrong',
  title: 'TLS to a port that does not speak it',
  silent: 'The server sent nothing, its answer begins with a record of TLS of its own, or is no text.',
  source: 'RFC 8446, 4.1.3 and 5.1',
  example:
    'The client 10.0.0.2:33984 speaks TLS (Client Hello, packet 4), and the server 10.0.0.1:8080 does not: its answer is "HTTP/1.1 400 Bad Request" (packet 6). ' +
    'Connect to the port on which the server speaks TLS, or connect without TLS.',
  over: AFTER_FAILED_HANDSHAKE,
  find: (capture) =>
    livesOf(capture).flatMap(({ stream, client, server }) => {
      const [hello, answer] = beginningsOf(capture, stream);
      if (hello === undefined || answer === undefined || !isClientHello(hello.bytes)) return [];
      const isEcho = isClientHello(answer.bytes) && isSame(hello.bytes, answer.bytes);
      if (!isEcho && (isTls(answer.bytes) || !isText(answer.bytes))) return [];
      const what = isEcho
        ? `it sends the Client Hello back (packet ${answer.packet})`
        : `its answer is ${quoted(answer.bytes)} (packet ${answer.packet})`;
      return [
        {
          stream,
          packets: [answer.packet, hello.packet],
          text: `The client ${endpointText(client)} speaks TLS (Client Hello, packet ${hello.packet}), and the server ${endpointText(server)} does not: ${what}.`,
          change: 'Connect to the port on which the server speaks TLS, or connect without TLS.',
        },
      ];
    }),
};

/** Whether some bytes begin with text that people can read. */
const isText = (bytes: Uint8Array): boolean =>
  bytes
    .subarray(0, 8)
    .every((byte) => (byte >= 0x20 && byte < 0x7f) || byte === 9 || byte === 10 || byte === 13);
