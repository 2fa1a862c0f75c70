/** Two TLS clients at the two ends of a connection. */
import { endpointText } from '../../streams/tcp-streams.ts';
import { AFTER_FAILED_HANDSHAKE, beginningsOf, isClientHello, isSame } from '../begins.ts';
import type { CaptureRule } from '../finding.ts';
import { livesOf } from '../streams.ts';

/** Both ends sent a Client Hello, each its own. */
export const tlsTwoClients: CaptureRule = {
  id: 'tls-two-clients',
  severity: 'wrong',
  title: 'Two TLS clients facing each other',
  silent: 'One of the ends sent no Client Hello, or only what it had received (an echo).',
  source: 'RFC 8446, 4.1.2',
  example:
    'Both ends play the client of TLS: 10.0.0.2:33984 sent a Client Hello (packet 4), and so did 10.0.0.1:5003 (packet 5). Each now waits for a Server Hello. ' +
    'Let the side that accepts the connection be the server of TLS: server_side=True in Python, SSL_accept() in C.',
  over: [...AFTER_FAILED_HANDSHAKE, 'tls-alert'],
  find: (capture) =>
    livesOf(capture).flatMap(({ stream, client, server }) => {
      const [one, other] = beginningsOf(capture, stream);
      if (one === undefined || other === undefined) return [];
      if (!isClientHello(one.bytes) || !isClientHello(other.bytes) || isSame(one.bytes, other.bytes))
        return [];
      return [
        {
          stream,
          packets: [other.packet, one.packet],
          text: `Both ends play the client of TLS: ${endpointText(client)} sent a Client Hello (packet ${one.packet}), and so did ${endpointText(server)} (packet ${other.packet}). Each now waits for a Server Hello.`,
          change:
            'Let the side that accepts the connection be the server of TLS: server_side=True in Python, SSL_accept() in C.',
        },
      ];
    }),
};
