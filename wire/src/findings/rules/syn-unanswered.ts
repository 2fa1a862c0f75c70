/** A SYN that nothing answered. */
import { listText } from '../../basics/words.ts';
import { endpointText } from '../../streams/tcp-streams.ts';
import { otherSide } from '../../conversations/opening.ts';
import type { CaptureRule } from '../finding.ts';
import { icmpErrorsOf } from '../icmp-errors.ts';
import { livesOf } from '../streams.ts';

/** The SYN was sent again, and still nothing came. */
export const synUnanswered: CaptureRule = {
  id: 'syn-unanswered',
  severity: 'suspicious',
  title: 'A SYN that nothing answers',
  silent:
    'The SYN was sent only once: the capture may have ended before the answer. Or its sender went on, so that only one direction was captured; or ICMP answered.',
  source: 'RFC 9293, 3.8.1; RFC 6298',
  example:
    '10.0.0.2:33984 asked 10.0.0.1:7000 for a connection (packet 3) and asked again in packets 4 and 5, and nothing came back. ' +
    'Packets do not tell why: no host has this address, a filter drops the SYN, or the accept queue of the server is full. ' +
    'Check the address, then the filters on the way, then whether the server still calls accept().',
  find: (capture) =>
    livesOf(capture).flatMap((life) => {
      const { kind, opener = 'client', syn, repeats } = life.opening;
      if (kind !== 'unanswered' || syn === undefined || repeats.length === 0) return [];
      const [own, other] = [endpointText(life[opener]), endpointText(life[otherSide(opener)])];
      const isRefused = icmpErrorsOf(capture).some(
        ({ protocol, from, to }) => protocol === 'tcp' && from === own && to === other,
      );
      if (isRefused) return [];
      const again = repeats.slice(0, 4);
      return [
        {
          stream: life.stream,
          packets: [syn, ...again],
          text:
            `${own} asked ${other} for a connection (packet ${syn}) and asked again in ${again.length === 1 ? 'packet' : 'packets'} ${listText(again.map(String))}, and nothing came back. ` +
            'Packets do not tell why: no host has this address, a filter drops the SYN, or the accept queue of the server is full.',
          change:
            'Check the address, then the filters on the way, then whether the server still calls accept().',
        },
      ];
    }),
};
