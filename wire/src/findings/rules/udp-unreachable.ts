/** A datagram that ICMP reports as undelivered. */
import type { CaptureRule } from '../finding.ts';
import { icmpErrorsOf } from '../icmp-errors.ts';

/** ICMP says that a UDP datagram did not reach a program. */
export const udpUnreachable: CaptureRule = {
  id: 'udp-unreachable',
  severity: 'note',
  title: 'A datagram that reaches no program',
  silent: 'The error does not quote a UDP datagram.',
  source: 'RFC 1122, 4.1.3.1; RFC 792; RFC 4443, 3.1',
  example:
    '10.0.0.1 answered a datagram to its UDP port 5000 with ICMP "Port unreachable" (packet 4): no program has that port, or a filter refuses it.',
  find: (capture) => {
    const told = new Set<string>();
    return icmpErrorsOf(capture).flatMap(({ packet, by, protocol, to, host, port, reason }) => {
      const key = `${by} ${to} ${reason}`;
      if (protocol !== 'udp' || told.has(key)) return [];
      told.add(key);
      // A filter may send this error too (nft(8), reject); it may even do so in the name of the host.
      const isPort = by === host && /^port unreachable$/i.test(reason);
      const text = isPort
        ? `${by} answered a datagram to its UDP port ${port} with ICMP "${reason}" (packet ${packet}): no program has that port, or a filter refuses it.`
        : `${by} answered a datagram to ${to} with ICMP "${reason}" (packet ${packet}): it did not arrive.`;
      return [{ packets: [packet], text }];
    });
  },
};
