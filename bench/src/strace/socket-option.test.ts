import { describe, expect, it } from 'vitest';
import { optionText } from './socket-option.ts';

describe('optionText', () => {
  it.each([
    ['SOL_SOCKET, SO_REUSEADDR, [1], 4', 'SOL_SOCKET, SO_REUSEADDR, 1'],
    ['SOL_TCP, TCP_NODELAY, [1], 4', 'SOL_TCP, TCP_NODELAY, 1'],
    ['SOL_SOCKET, SO_RCVBUF, [131072], [4]', 'SOL_SOCKET, SO_RCVBUF, 131072'],
    ['SOL_SOCKET, SO_ERROR, [ECONNREFUSED], [4]', 'SOL_SOCKET, SO_ERROR, ECONNREFUSED'],
    ['SOL_SOCKET, SO_LINGER, {l_onoff=1, l_linger=0}, 8', 'SOL_SOCKET, SO_LINGER, {on, 0}'],
    [
      String.raw`SOL_SOCKET, SO_RCVTIMEO_OLD, "\1\0\0\0\0\0\0\0 \241\7\0\0\0\0\0", 16`,
      'SOL_SOCKET, SO_RCVTIMEO, 1.5 s',
    ],
    [
      'SOL_IP, IP_ADD_MEMBERSHIP, {imr_multiaddr=inet_addr("224.1.1.1"), imr_interface=inet_addr("127.0.0.1")}, 8',
      'SOL_IP, IP_ADD_MEMBERSHIP, 224.1.1.1 on 127.0.0.1',
    ],
    [
      'SOL_IP, IP_ADD_MEMBERSHIP, {imr_multiaddr=inet_addr("224.1.1.1"), imr_interface=inet_addr("0.0.0.0")}, 8',
      'SOL_IP, IP_ADD_MEMBERSHIP, 224.1.1.1 on any interface',
    ],
    [
      'SOL_IPV6, IPV6_ADD_MEMBERSHIP, {inet_pton(AF_INET6, "ff02::1", &ipv6mr_multiaddr), ipv6mr_interface=if_nametoindex("lo")}, 20',
      'SOL_IPV6, IPV6_ADD_MEMBERSHIP, ff02::1 on lo',
    ],
    [
      'SOL_IP, MCAST_JOIN_GROUP, {gr_interface=0, gr_group={sa_family=AF_INET, sin_port=htons(0), sin_addr=inet_addr("224.1.1.1")}}, 136',
      'SOL_IP, MCAST_JOIN_GROUP, 224.1.1.1 on any interface',
    ],
    [
      'SOL_IPV6, MCAST_JOIN_GROUP, {gr_interface=if_nametoindex("eth0"), gr_group={sa_family=AF_INET6, sin6_port=htons(0), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "ff02::1", &sin6_addr), sin6_scope_id=0}}, 136',
      'SOL_IPV6, MCAST_JOIN_GROUP, ff02::1 on eth0',
    ],
    ['SOL_IP, IP_MULTICAST_IF, [16777343], 4', 'SOL_IP, IP_MULTICAST_IF, 127.0.0.1'],
    ['SOL_SOCKET, SO_ERROR, 0x7ffe, 0x7fff', 'SOL_SOCKET, SO_ERROR, 0x7ffe'],
  ])('%s', (args, text) => {
    expect(optionText(args)).toBe(text);
  });

  it('leaves alone what is not an option', () => {
    expect(optionText('')).toBeUndefined();
    expect(optionText('0x7ffe, [16]')).toBeUndefined();
  });
});
