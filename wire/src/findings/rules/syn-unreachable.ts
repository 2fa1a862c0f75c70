/** A SYN that ICMP reports as undelivered. */
import { endpointText } from '../../streams/tcp-streams.ts';
import { otherSide } from '../../conversations/opening.ts';
import type { CaptureRule } from '../finding.ts';
import { icmpErrorsOf } from '../icmp-errors.ts';
import { livesOf } from '../streams.ts';

/** No SYN-ACK and no RST came, but an ICMP error that quotes the SYN. */
export const synUnreachable: CaptureRule = {
  id: 'syn-unreachable',
  severity: 'suspicious',
  title: 'A SYN that ICMP answers',
  silent: 'The SYN was answered with SYN-ACK or RST, or no error quotes it.',
  source: 'RFC 1122, 4.2.3.9; RFC 792; RFC 4443, 3.1',
  example:
    '10.0.0.2:33984 asked 10.0.0.1:7000 for a connection (packet 3), and 10.0.0.254 answered with ICMP "Host unreachable" (packet 4): the SYN did not arrive. ' +
    'Check the address; if it is right, ask who runs 10.0.0.254 for the route or the filter.',
  find: (capture) =>
    livesOf(capture).flatMap((life) => {
      const { kind, opener = 'client', syn } = life.opening;
      if (kind !== 'unanswered' || syn === undefined) return [];
      const [own, other] = [endpointText(life[opener]), endpointText(life[otherSide(opener)])];
      const error = icmpErrorsOf(capture).find(
        ({ protocol, from, to, packet }) =>
          protocol === 'tcp' && from === own && to === other && packet > syn,
      );
      if (error === undefined) return [];
      const { by, reason, packet } = error;
      return [
        {
          stream: life.stream,
          packets: [packet, syn],
          text: `${own} asked ${other} for a connection (packet ${syn}), and ${by} answered with ICMP "${reason}" (packet ${packet}): the SYN did not arrive.`,
          change: `Check the address; if it is right, ask who runs ${by} for the route or the filter.`,
        },
      ];
    }),
};
