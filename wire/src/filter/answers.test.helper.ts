/** tshark 4.0.17's answers to filters: the number of packets, or - for an error. */

/** Over chrissanders/http_google.pcapng: filter, tab, answer. */
export const ONE_CAPTURE = String.raw`
ip contains "GET"	1
eth contains "GET"	1
len(tcp) == 20	4
len(ip) == 20	12
len(eth) == 14	12
len(frame) > 60	8
eth.src[0] & 1	0
tcp[13] == 2	1
tcp[13] == 16	0
tcp[13] == 0x10	7
tcp[13] & 16	12
tcp[13] & 0x10	11
tcp[13] & 10	11
tcp.port == "80"	-
tcp.port == '\x50'	12
eth.addr contains 00:50	0
eth.src == 00:50	-
eth.src[0:2] == 00	0
eth.src == tcp.payload	0
tcp == tcp.payload	-
tcp.flags.syn == tcp.stream	-
tcp.stream == tcp.flags.syn	10
udp.port not in {53}	12
count(udp.port) == 0	0
max(tcp.srcport, udp.srcport) > 0	12
tcp.len - 100 > 0	6
tcp.len - 100 < 0	6
tcp.len - 100	12
-tcp.len < -5	6
tcp.len -1 > 5	6
tcp.len-1 > 5	-
tcp.len + 1 > 5	6
tcp.len +1 > 5	6
tcp.len*2 > 5	6
tcp.len/2 > 5	6
tcp.len % 2 == 1	2
tcp.len / 0 > 1	0
{tcp.len + 1} * 2 > 4	6
(tcp.len + 1) * 2 > 4	-
string(tcp.flags) contains "0x"	0
string(tcp.flags) == "0x0002"	0
string(frame.number) matches "[13579]$"	6
string(tcp.port) == "80"	12
string(ip.proto) == "6"	12
string(ip.proto) == "TCP"	0
string(eth.src) matches "^00:"	12
string(tcp.flags.syn) == "1"	-
string(tcp.flags.syn) == "True"	-
string(frame.time_relative) matches "^0"	-
string(ip.src) == "x"	0
80 == tcp.port	-
1 == 1	-
5	-
"abc"	-
tcp.payload > 00	6
tcp.payload == "GET"	0
tcp.payload[0] in {47, 48}	-
tcp.payload[0:2] in {47:45, 48:54}	-
tcp.payload & ff:00	6
tcp.seq in {1..100}	4
tcp.seq in {100..1}	0
ip.src in {10.0.0.0/8}	0
ip.src in {1.0.0.0..255.0.0.0}	12
tcp.port in {80, tcp.srcport}	12
tcp.port in {}	-
len(tcp.port) > 3	0
abs(tcp.len) > 3	6
abs(tcp.window_size_scalefactor) > 0	10
min(tcp.port) == 80	12
upper(tcp.port)	-
tcp.checksum.status == "Unverified"	12
tcp.checksum.status == Unverified	12
tcp.checksum.status == 2	12
ip.proto == "tcp"	12
ip.proto == tcp	-
tcp.flags.syn == "Set"	2
tcp.flags.syn == "True"	-
tcp.flags.syn == 0x2	2
tcp.flags.syn > 0	2
tcp.flags.syn == -1	-
tcp.port == -1	0
tcp.port == 010	0
tcp.port == 0b1010000	12
tcp.port == 0120	12
tcp.port == 0x50	12
tcp.port == 80.0	-
tcp.port == 8O	-
frame.time_relative > 1e-3	-
frame.time_relative > .001	-
frame.time_relative > -1	12
frame.time > "2004-05-13T10:17:07"	12
frame.time > "May 13, 2004 10:17:07"	12
frame.time > 2004-05-13	12
frame.time > "2004-05-13"	12
frame.time > "2004-05-13 10:17"	12
frame.time > "2004-05-13 10:17:07Z"	12
frame.time > "2004-05-13 10:17:07+02:00"	12
frame.time - frame.time == 0	-
frame.time_epoch > 1000	12
frame.time_epoch == 1084443427.311224000	0
eth.src > 00:50	-
eth.src[0:2] > 00	12
eth.src[0:2] < ff	0
tcp.payload[0:3] > 47	6
tcp.payload[0:3] < 48	0
tcp.payload[0:3] >= 47:45:54	5
any tcp.port in {80}	12
all tcp.port in {80}	0
not all tcp.port == 80	12
any tcp.port != 80	12
all tcp.port != 80	0
all tcp.port == 80	0
not any tcp.port == 80	0
any tcp	-
any tcp.port > 60000 > 5	-
tcp.port > 1000 > 5	-
tcp.len < tcp.nxtseq < 5000	12
tcp.len < tcp.nxtseq <= tcp.window_size	12
frame matches "GET.*HTTP/1\.1\r"	-
frame matches "\x47\x45\x54"	1
frame matches "^.{54}GET"	1
frame matches "(?s)^.{54}GET"	1
frame matches r"\x47\x45\x54"	1
frame matches GET	-
frame matches tcp	-
frame matches 'G'	-
frame matches "(GET"	-
tcp.flags matches "x"	-
ip.proto matches "tcp"	-
eth.src matches "\x00"	12
tcp matches "get"	1
tcp.port contains 80	-
frame contains 'G'	4
frame contains "\x47ET"	1
frame contains 47	4
frame contains 4	7
frame contains 0x47	4
frame contains 474554	1
frame contains tcp.payload	-
frame contains 5	12
frame.number == 1 or frame.number == 2 and frame.number == 3	1
not frame.number == 1 and frame.number < 4	2
!frame.number == 1	11
ip.addr#1	12
ip.addr#2	0
ip.addr#[-1]	12
ip.addr#[1-2]	12
ip.src#1 == ip.src	12
tcp.port[0] == 0	-
eth.addr[0:3]	12
eth.addr[6]	0
eth.addr[-1] == 0	0
eth.addr[-3:3] contains 00	0
eth.addr[0-2] == 00:50:56	0
eth.addr[:3] == 00:50:56	0
eth.addr[3:] == 00:50:56	0
eth.addr[0,1,2] == 00:50:56	0
eth.addr[0-2,5]	12
eth.addr[0:0]	-
eth.addr[2-1]	-
eth.addr[5:5]	0
eth.addr[1:2][0]	12
tcp.payload[1000:]	3
tcp.payload[1000:5]	3
ip[20] == 0	0
ip[19] > 00	12
ip[0:40]	0
frame[0:6] == eth.dst	12
frame[12:2] == 08:00	12
frame[-1] == 0a	1
tcp[0:2] == 00:50	7
tcp.flags == SYN	-
tcp.analysis	11
tcp.payload == 47	0
(tcp) and (ip)	12
((tcp))	12
not not tcp	12
! ! tcp	12
tcp.port == 80 or	-
tcp.port == 80 || || tcp	-
tcp.port = 80	-
tcp.port => 80	-
tcp.port == 80 and ()	-
tcp.port in 80	-
tcp.port in {80	-
tcp.port == {80}	12
tcp.port + 1 in {81}	-
tcp.port & 1 in {1}	-
tcp.flags & 0x2 == 0x2 and tcp.len == 0	2
tcp.len == 1 + 2	0
tcp.len > 1 + 2	6
1 + 2 < tcp.len	-
tcp.len + -1 > 0	6
tcp.time_delta * 2 > 0.01	-
tcp.time_delta + 1 > 1.01	4
tcp.time_delta * tcp.len > 0	-
tcp.time_delta > 1 + 1	0
tcp.time_delta > 00	11
frame.time_delta == -1	0
ip.addr + 1 == 2	-
ip.src & 255.0.0.0 == 172.0.0.0	5
ip.src & 0xff	-
tcp.port ~ "80"	-
tcp.port ~= 80	12
~ tcp	-
tcp.flags.syn & 1	-
tcp.flags.syn == tcp.flags.ack	1
tcp.flags.syn + 1 == 2	-
count(tcp.port) > 1	12
count(tcp.analysis) > 0	11
len(tcp.analysis)	-
max(ip.src, ip.dst) == 1.1.1.1	0
max(ip.src, tcp.port) > 1	-
max(1,2) > 1	-
foo(tcp.port) > 1	-
len() > 1	-
len(tcp.payload, ip) > 1	-
len (tcp.payload) > 1	6
tcp.port == 80 tcp	-
tcp.port == 99999999999999999999	-
tcp.port == 0x1ffff	-
tcp.flags == 0x1ffff	-
ip.ttl == 256	-
ip.src == 1.2.3	-
ip.src == 1.2.3.4/33	-
ip.src == 1.2.3.4/255.255.0.0	-
ip.src == localhost	-
ip.src == 300.1.1.1	-
ipv6.src == ::1	0
ipv6.src == ::ffff:1.2.3.4/96	0
ipv6.src == 1.2.3.4	-
ipv6.src == 2001:db8::/129	-
ipv6.src == fe80::1::2	-
eth.src == 00:50:56:c0:00:0	-
eth.src == 0050.56c0.0008	0
eth.src == "00:50:56:c0:00:08"	-
eth.src == 00.50.56.c0.00.08	0
tcp.payload[0:4] == 47:45-54:20	-
tcp.payload[0:4] == 47-45-54-20	1
tcp.payload[0:4] == 47.45.54.20	1
tcp.payload[0:4] == 4745.5420	1
tcp.payload[0:4] == :47455420	1
tcp.payload[0:4] == 47455420	1
.tcp.port == 80	12
.tcp	12
:tcp	-
ip.dst == :1.2.3.4	-
frame contains :fc	5
frame contains fc	0
ip.proto in {"TCP", "UDP"}	12
ip.proto in {TCP, 17}	12
ip.proto > "TCP"	0
tcp.option_kind == "SACK permitted"	2
eth.type == "IPv4 (0x0800)"	-
eth.type == IPv4	12
eth.type == "IPv4"	12
tcp.completeness == "x"	-
frame.interface_id	12
frame.interface_id == 0	12
frame.comment	0
frame.marked	12
frame.marked == 1	0
frame.encap_type == 1	12
frame.encap_type == "Ethernet"	12
frame.time_relative == 0	1
frame.time_delta_displayed == 0	1
frame.protocols == "eth:ethertype:ip:tcp"	10
_ws.expert	5
_ws.malformed	0
tcp.connection.syn	1
tcp.connection.synack	1
tcp.connection.fin	0
`;

/** The captures of `MANY_CAPTURES`, in its order. */
export const CAPTURES: readonly string[] = [
  'chrissanders/arp_resolution.pcapng',
  'chrissanders/http_ip4and6.pcapng',
  'chrissanders/icmp_traceroute.pcapng',
  'chrissanders/tcp_dupack.pcapng',
  'chrissanders/tcp_zerowindowrecovery.pcapng',
  'zeek/testing~btest~Traces~http-vlan-0.pcap',
  'zeek/testing~btest~Traces~icmp~icmp-destunreach-udp.pcap',
  'zeek/testing~btest~Traces~icmp~icmp6-destunreach-ip6ext-udp.pcap',
  'zeek/testing~btest~Traces~ipv6-http-atomic-frag.pcap',
  'zeek/testing~btest~Traces~linux_dlt_sll2.pcap',
  'zeek/testing~btest~Traces~linuxsll-arp.pcap',
  'zeek/testing~btest~Traces~tunnels~4in4.pcap',
  'zeek/testing~btest~Traces~tunnels~4in6.pcap',
  'zeek/testing~btest~Traces~tunnels~6in4.pcap',
  'zeek/testing~btest~Traces~tunnels~6in6-tunnel-change.pcap',
];

/** Over `CAPTURES`, one pass: filter, tab, an answer for each. */
export const MANY_CAPTURES = String.raw`
ip.addr == 10.0.0.0/8	0 0 0 0 0 0 0 0 0 0 0 1 0 0 0
ip.src != 10.0.0.0/8	0 10 54 9 7 14 1 0 0 2 0 0 1 1 0
ip.addr !== 127.0.0.1	0 10 54 9 7 14 1 0 0 2 0 1 1 1 0
ip.addr === 192.168.0.0/16	0 0 0 0 7 0 1 0 0 0 0 0 0 0 0
tcp.port == 80 or udp.port == 53	0 20 0 9 0 14 1 0 36 0 0 0 1 0 0
tcp.port in {1..1023}	0 20 0 9 0 14 0 0 36 0 0 0 1 0 0
all tcp.port > 1023	0 0 0 0 7 0 0 0 0 0 0 0 0 0 0
tcp.flags.syn == 1 && tcp.flags.ack == 0	0 2 0 0 0 1 0 0 4 0 0 0 1 0 0
tcp.len > 0 && tcp.seq > 1	0 0 0 3 2 3 0 0 0 0 0 0 0 0 0
tcp.analysis.flags	0 0 0 4 2 0 0 0 2 0 0 0 0 0 0
tcp.analysis.retransmission || tcp.analysis.duplicate_ack	0 0 0 4 0 0 0 0 1 0 0 0 0 0 0
tcp.analysis.bytes_in_flight > 1000	0 0 0 1 2 4 0 0 0 0 0 0 0 0 0
tcp.analysis.ack_rtt > 0.01	0 0 0 0 0 3 0 0 9 0 0 0 0 0 0
tcp.time_delta > 0.1	0 0 0 0 0 0 0 0 0 0 0 0 0 0 0
udp.time_relative > 0.05	0 0 0 0 0 0 0 0 0 0 0 0 0 0 0
tcp.window_size > 20000	0 20 0 0 3 7 0 0 0 0 0 0 0 0 0
tcp.options.mss_val == 1460	0 2 0 0 0 2 0 0 0 0 0 0 0 0 0
tcp.option_kind == 8	0 20 0 9 0 14 0 0 0 0 0 0 0 0 0
ip.ttl < 64	0 0 54 4 0 7 0 0 0 0 0 0 0 0 0
ip.flags.df == 1	0 10 0 9 7 14 0 0 0 1 0 0 0 0 0
ipv6.addr == fe80::/10	0 0 0 0 0 0 0 1 0 2 0 0 0 0 0
ipv6.dst == ff00::/8	0 0 0 0 0 0 0 0 1 0 0 0 0 0 0
eth.dst[0] & 1	1 0 0 0 0 0 0 1 1 0 0 0 0 0 2
eth.addr[0:3] == 00:00:00	0 0 0 0 0 0 0 1 0 0 0 0 0 0 2
frame contains "a"	0 12 0 3 2 6 0 0 8 0 0 0 0 0 0
frame matches "[a-z]{8}"	0 2 0 0 0 5 0 0 0 0 0 0 0 0 0
tcp contains "HTTP"	0 4 0 0 0 2 0 0 0 0 0 0 0 0 0
tcp matches "^..\x00"	0 12 0 5 0 7 0 0 18 0 0 0 1 0 0
ip#2	0 0 24 0 0 0 1 0 0 0 0 1 0 0 0
ip.addr#2	0 0 24 0 0 0 1 0 0 0 0 1 0 0 0
ip.src#1 == 10.0.0.0/8	0 0 0 0 0 0 0 0 0 0 0 0 0 0 0
ip.src#[-1] == 10.0.0.0/8	0 0 0 0 0 0 0 0 0 0 0 1 0 0 0
count(ip.addr) > 2	0 0 24 0 0 0 1 0 0 0 0 1 0 0 0
len(tcp.payload) > 500	0 0 0 4 2 4 0 0 0 0 0 0 0 0 0
len(ip) > 20	0 0 0 0 0 0 0 0 0 0 0 0 0 0 0
ip[8] < 40	0 0 54 4 0 7 0 0 0 0 0 0 0 0 0
udp[4:2] > 00:20	0 0 0 0 0 0 1 0 0 0 0 0 0 0 0
udp contains 00:00	0 0 0 0 0 0 1 0 0 0 0 0 0 0 0
icmp	0 0 54 0 0 0 1 0 0 2 0 0 0 0 0
icmp && udp	0 0 0 0 0 0 1 0 0 0 0 0 0 0 0
icmp.type == 3	0 0 0 0 0 0 1 0 0 0 0 0 0 0 0
arp.opcode == 1	1 0 0 0 0 0 0 0 0 1 12 0 0 0 0
vlan	0 0 0 0 0 14 0 0 0 0 0 0 0 0 0
tcp.nxtseq > tcp.seq	0 12 0 4 2 9 0 0 22 0 0 0 1 0 0
tcp.ack == 1	0 6 0 8 3 3 0 0 12 0 0 0 0 0 0
tcp.payload	0 4 0 4 2 5 0 0 8 0 0 0 0 0 0
frame.len % 2 == 1	0 3 0 0 0 1 0 0 4 0 0 0 0 0 0
frame.time_delta > 0.5	0 1 8 0 0 0 0 0 1 2 8 0 0 0 0
tcp.completeness == 31	0 4 0 0 0 2 0 0 6 0 0 0 0 0 0
tcp.stream > 3	0 0 0 0 0 0 0 0 0 0 0 0 0 0 0
udp.stream == 0	0 0 0 0 0 0 1 1 0 0 0 1 0 1 2
max(tcp.srcport, tcp.dstport) < 10000	0 0 0 0 7 0 0 0 0 0 0 0 0 0 0
ip.len > 100	0 2 3 4 2 5 1 0 0 0 0 0 0 0 0
tcp.hdr_len == 32	0 16 0 4 0 12 0 0 0 0 0 0 0 0 0
sll	0 0 0 0 0 0 0 0 0 6 12 0 0 0 0
sll.pkttype == 4	0 0 0 0 0 0 0 0 0 2 0 0 0 0 0
frame.encap_type	2 20 54 9 7 14 1 1 38 6 12 1 1 1 2
tcp.flags.str contains "P"	0 4 0 0 0 2 0 0 8 0 0 0 0 0 0
tcp.connection.syn	0 2 0 0 0 1 0 0 4 0 0 0 1 0 0
tcp.connection.rst	0 0 0 0 0 0 0 0 0 0 0 0 0 0 0
tcp.options.sack_le	0 0 0 5 0 0 0 0 0 0 0 0 0 0 0
ip.id == 0	0 2 6 0 0 1 0 0 0 0 0 0 0 0 0
ip.proto == "UDP"	0 0 0 0 0 0 1 0 0 0 0 1 0 0 0
ip.dsfield.ecn	0 10 54 9 7 14 1 0 0 2 0 1 1 1 0
ip.dsfield.ecn == 1	0 0 0 0 0 0 0 0 0 0 0 0 0 0 0
tcp.srcport & 1	0 6 0 0 5 0 0 0 13 0 0 0 1 0 0
tcp.analysis.initial_rtt	0 14 0 0 0 11 0 0 25 0 0 0 0 0 0
`;
