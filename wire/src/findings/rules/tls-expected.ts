/** A client that does not speak TLS at a server that does. */
import { endpointText } from '../../streams/tcp-streams.ts';
import { AFTER_FAILED_HANDSHAKE, beginningsOf, isAlert, isTls } from '../begins.ts';
import type { CaptureRule } from '../finding.ts';
import { quoted } from '../quoted.ts';
import { livesOf } from '../streams.ts';

/** The server answered other bytes than those of TLS with an alert of TLS. */
export const tlsExpected: CaptureRule = {
  id: 'tls-expected',
  severity: 'wrong',
  title: 'Plain text to a port that speaks TLS',
  silent: 'The server did not answer with an alert: what it speaks is not known.',
  source: 'RFC 8446, 6.2',
  example:
    'The client 10.0.0.2:33984 sent "GET / HTTP/1.1" (packet 4), which is not TLS, and the server 10.0.0.1:8443 speaks TLS: it answered with an alert (packet 6). ' +
    'Connect with TLS, or to the port that takes plain text.',
  over: AFTER_FAILED_HANDSHAKE,
  find: (capture) =>
    livesOf(capture).flatMap(({ stream, client, server }) => {
      const [asked, answer] = beginningsOf(capture, stream);
      if (asked === undefined || answer === undefined || isTls(asked.bytes) || !isAlert(answer.bytes))
        return [];
      return [
        {
          stream,
          packets: [answer.packet, asked.packet],
          text: `The client ${endpointText(client)} sent ${quoted(asked.bytes)} (packet ${asked.packet}), which is not TLS, and the server ${endpointText(server)} speaks TLS: it answered with an alert (packet ${answer.packet}).`,
          change: 'Connect with TLS, or to the port that takes plain text.',
        },
      ];
    }),
};
