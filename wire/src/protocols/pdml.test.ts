/**
 * Fields and byte ranges compared with tshark's, for a sample of every protocol; and the names and types of all fields.
 */
import { expect, test } from 'vitest';
import { captureText, hasCaptures } from '../testing/captures.test.helper.ts';
import { differences } from '../testing/pdml.test.helper.ts';
import { hasTshark40, tsharkFields } from '../testing/tshark.test.helper.ts';
import { registry } from './all.ts';
import type { FieldType } from '../core/field.ts';

const ZEEK = 'zeek/testing~btest~Traces~';
const SAMPLES: readonly (readonly [prefixes: string, captures: readonly string[]])[] = [
  [
    'frame. eth. ip. tcp. udp. arp.',
    [
      'chrissanders/http_google.pcapng',
      'chrissanders/arp_resolution.pcapng',
      'chrissanders/arp_gratuitous.pcapng',
      'chrissanders/ip_frag_source.pcapng',
      'chrissanders/tcp_dupack.pcapng',
      'chrissanders/tcp_refuseconnection.pcapng',
      'chrissanders/tcp_retransmissions.pcapng',
      'chrissanders/tcp_zerowindowrecovery.pcapng',
      'chrissanders/tcp_zerowindowdead.pcapng',
      `${ZEEK}tcp~option-sack.pcap`,
      `${ZEEK}tcp~options.pcap`,
      `${ZEEK}tcp~retransmit-fast009.pcap`,
    ],
  ],
  ['frame. eth. vlan. ip. udp.', [`${ZEEK}q-in-q.pcap`, `${ZEEK}vlan-collisions.pcap`]],
  ['eth. llc.', ['tcpdump/tests~802.1w_rapid_STP.pcap', 'tcpdump/tests~UDLD.pcap']],
  ['frame. sll. eth. arp. ip. tcp.', [`${ZEEK}linux_dlt_sll2.pcap`, `${ZEEK}tls~irc-starttls.pcap`]],
  [
    'frame. null. raw. ip. ipv6. tcp.',
    [`${ZEEK}http~connect-with-header.pcap`, 'gopacket/pcap~test_loopback.pcap', `${ZEEK}raw_packets.pcap`],
  ],
  [
    'ipv6. ip. tcp. udp. ah.',
    [
      'chrissanders/ipv6_fragments.pcapng',
      `${ZEEK}chksums~ip6-hoa-udp-good-chksum.pcap`,
      `${ZEEK}chksums~ip6-route0-udp-good-chksum.pcap`,
      `${ZEEK}ipv6_zero_len_ah.pcap`,
    ],
  ],
  ['ipv6. ip. ah.', [`${ZEEK}ipv6-http-atomic-frag.pcap`]],
  [
    'dns. udp.',
    [
      'chrissanders/dns_query_response.pcapng',
      'tcpdump/tests~dns_tcp.pcap',
      'tcpdump/tests~dns_udp.pcap',
      `${ZEEK}dns53.pcap`,
      `${ZEEK}dns-txt-multiple.pcap`,
      `${ZEEK}dns~hinfo.pcap`,
      `${ZEEK}dns-edns-cookie.pcap`,
      `${ZEEK}dns-spf.pcap`,
      `${ZEEK}dns~mdns.pcap`,
      `${ZEEK}communityid~ipv6.pcap`,
    ],
  ],
  [
    // For http.file_data, Wireshark shows the unpacked body.
    'http.request http.response http.host http.co http.time http.se http.ch tcp.segment tcp.reass',
    [
      'chrissanders/http_google.pcapng',
      'chrissanders/http_post.pcapng',
      `${ZEEK}http~multipart.pcap`,
      `${ZEEK}http~multipart-form-data.pcap`,
    ],
  ],
  ['websocket. http.', [`${ZEEK}http~websocket.pcap`, `${ZEEK}websocket~reply-ping-separate.pcap`]],
  [
    'tls. x509 pkcs1.',
    [
      `${ZEEK}tls~tls1.2.pcap`,
      `${ZEEK}tls~tls13draft23-chrome67.0.3368.0-canary.pcap`,
      `${ZEEK}tls~dhe.pcap`,
      `${ZEEK}tls~ecdhe.pcap`,
      `${ZEEK}tls~client-certificate.pcap`,
    ],
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
  ['icmp. data.', ['chrissanders/icmp_echo.pcapng', 'chrissanders/icmp_traceroute.pcapng']],
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
    test.skipIf(!hasCaptures || !hasTshark40)(`${prefixes} of ${name} are tshark's`, () => {
      expect(differences(name, prefixes.split(' '))).toEqual([]);
    });
  }
}

/** Wireshark's types by ours. */
const TYPES: Readonly<Record<FieldType, RegExp>> = {
  u8: /^FT_(U?INT8|CHAR)$/,
  u16: /^FT_UINT16$/,
  u24: /^FT_UINT24$/,
  u32: /^FT_UINT32$/,
  u64: /^FT_UINT64$/,
  i16: /^FT_INT16$/,
  i32: /^FT_INT32$/,
  f64: /^FT_DOUBLE$/,
  bool: /^FT_BOOLEAN$/,
  str: /^FT_(STRINGZ?(PAD|TRUNC)?|UINT_STRING)$/,
  bytes: /^FT_(UINT_)?BYTES$/,
  mac: /^FT_ETHER$/,
  ip4: /^FT_IPv4$/,
  ip6: /^FT_IPv6$/,
  dur: /^FT_RELATIVE_TIME$/,
  time: /^FT_ABSOLUTE_TIME$/,
  frame: /^FT_FRAMENUM$/,
  label: /^FT_NONE$/,
  proto: /^FT_(PROTOCOL|NONE)$/,
  oid: /^FT_(REL_)?OID$/,
};

test.skipIf(!hasTshark40)('every field exists in Wireshark, with the same type', () => {
  const known = tsharkFields();
  const wrong: string[] = [];
  for (const { name, type } of registry.fields) {
    // It came with 4.4.
    if (name === 'tcp.analysis.partial_ack') continue;
    const theirs = known.get(name);
    if (theirs === undefined || !TYPES[type].test(theirs)) wrong.push(`${name} ${type}, Wireshark ${theirs}`);
  }
  expect(wrong).toEqual([]);
});

test.skipIf(!hasCaptures)('all requested fields exist', () => {
  const names = captureText('fields.tsv')
    .split('\n')
    .map((line) => line.split('\t')[0]!)
    .filter((name) => name !== '');
  expect(names.length).toBe(339);
  expect(names.filter((name) => !registry.field(name))).toEqual([]);
});
