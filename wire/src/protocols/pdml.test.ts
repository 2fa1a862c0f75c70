/** Fields and byte ranges against tshark's own, for a sample of every protocol. */
import { expect, test } from 'vitest';
import { hasCaptures } from '../testing/captures.test.help.ts';
import { differences, hasTshark } from '../testing/pdml.test.help.ts';

const ZEEK = 'zeek/testing~btest~Traces~';
const SAMPLES: readonly (readonly [prefixes: string, captures: readonly string[]])[] = [
  [
    'dns.',
    [
      'chrissanders/dns_query_response.pcapng',
      'tcpdump/tests~dns_tcp.pcap',
      'tcpdump/tests~dns_udp.pcap',
      `${ZEEK}dns53.pcap`,
      `${ZEEK}dns-txt-multiple.pcap`,
      `${ZEEK}dns~hinfo.pcap`,
      `${ZEEK}dns-edns-cookie.pcap`,
      `${ZEEK}dns-spf.pcap`,
    ],
  ],
  [
    'http.request http.response http.host http.co http.time http.se http.ch tcp.segment tcp.reass',
    [
      'chrissanders/http_google.pcapng',
      'chrissanders/http_post.pcapng',
      `${ZEEK}http~multipart.pcap`,
      `${ZEEK}http~multipart-form-data.pcap`,
    ],
  ],
  [
    'websocket.m websocket.o websocket.payload_ websocket.payload. websocket.f websocket.r http.',
    [`${ZEEK}http~websocket.pcap`, `${ZEEK}websocket~reply-ping-separate.pcap`],
  ],
  [
    'igmp.',
    [
      'tcpdump/tests~IGMP_V1.pcap',
      'tcpdump/tests~IGMP_V2.pcap',
      'tcpdump/tests~igmpv3-queries.pcap',
      `${ZEEK}igmp~igmp-many-sources.pcap`,
    ],
  ],
  ['icmp.', ['chrissanders/icmp_echo.pcapng', 'chrissanders/icmp_traceroute.pcapng']],
  [
    'icmpv6.',
    [
      'chrissanders/icmpv6_neighbor_solicitation.pcapng',
      ...['ping', 'nd-options', 'mldv1', 'redirect-hdr-opt', 'toobig', 'paramprob'].map(
        (name) => `${ZEEK}icmp~icmp6-${name}.pcap`,
      ),
    ],
  ],
];

for (const [prefixes, captures] of SAMPLES) {
  for (const name of captures) {
    test.skipIf(!hasCaptures || !hasTshark)(`${prefixes} of ${name} are tshark's`, () => {
      expect(differences(name, prefixes.split(' '))).toEqual([]);
    });
  }
}
