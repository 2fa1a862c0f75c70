/** A name server that does not know a name. */
import { escaped } from '../../conversations/follow-text.ts';
import type { CaptureRule } from '../finding.ts';
import { fieldsOf, rowsOfProtocol } from '../packets.ts';

const NXDOMAIN = 3;

/** A DNS response with NXDOMAIN. */
export const dnsNameNotFound: CaptureRule = {
  id: 'dns-name-not-found',
  severity: 'note',
  title: 'A name that a name server does not know',
  silent: 'The same name was found by another query.',
  source: 'RFC 1035, 4.1.1; RFC 8020',
  example: '10.0.0.254 answered that the name "pmu.example.org" does not exist (packet 4, NXDOMAIN).',
  find: (capture) => {
    const missing = new Map<string, { packet: number; server: string }>();
    const known = new Set<string>();
    for (const row of rowsOfProtocol(capture, 'dns')) {
      const fields = fieldsOf(capture, row);
      if (fields.value('dns.flags.response') !== true) continue;
      const name = fields.text('dns.qry.name') ?? '';
      if (fields.number('dns.flags.rcode') === NXDOMAIN) {
        if (!missing.has(name))
          missing.set(name, {
            packet: row + 1,
            server: fields.text('ip.src') ?? fields.text('ipv6.src') ?? 'The name server',
          });
      } else if ((fields.number('dns.count.answers') ?? 0) > 0) known.add(name);
    }
    return [...missing]
      .filter(
        ([name]) => name !== '' && ![...known].some((one) => one === name || name.startsWith(`${one}.`)),
      )
      .map(([name, { packet, server }]) => ({
        packets: [packet],
        text: `${server} answered that the name "${escaped(name).slice(0, 120)}" does not exist (packet ${packet}, NXDOMAIN).`,
      }));
  },
};
