import { describe, expect, it } from 'vitest';
import { matchesOf } from './drop-filter.ts';

describe('a filter for packets to drop', () => {
  it.each([
    ['tcp', ['meta l4proto tcp']],
    ['!udp', ['meta l4proto != udp']],
    ['tcp.dstport == 5000', ['tcp dport == 5000']],
    ['not tcp.dstport == 5000', ['meta l4proto != tcp', 'tcp dport != 5000']],
    ['tcp.flags.syn', ['meta l4proto tcp']],
    ['not ip.addr == 10.0.0.1', ['meta nfproto != ipv4', 'ip saddr != 10.0.0.1 ip daddr != 10.0.0.1']],
    ['tcp.port == 5000', ['tcp sport == 5000', 'tcp dport == 5000']],
    ['tcp.port != 5000', ['tcp sport != 5000 tcp dport != 5000']],
    ['ip.src == 10.0.0.1 && tcp.flags.syn == 1', ['ip saddr == 10.0.0.1 tcp flags & syn != 0']],
    ['tcp.flags.reset == 0', ['tcp flags & rst == 0']],
    ['ip.dst == 10.0.0.0/24 or ipv6', ['ip daddr == 10.0.0.0/24', 'meta nfproto ipv6']],
    ['udp.dstport in {53, 5353..5355}', ['udp dport == 53', 'udp dport >= 5353 udp dport <= 5355']],
    ['!(tcp && udp)', ['meta l4proto != tcp', 'meta l4proto != udp']],
    ['udp.length > 20', ['udp length > 20']],
  ])('%s', (filter, matches) => {
    expect(matchesOf(filter)).toEqual(matches);
  });

  it('finds the length of the payload from the lengths of the headers', () => {
    const matches = matchesOf('tcp.len > 0');
    expect(matches).toHaveLength(22);
    expect(matches).toContain('tcp doff 5 ip length > 40');
    expect(matches).toContain('tcp doff 8 ip length > 52');
    expect(matches).toContain('tcp doff 8 ip6 length > 32');
  });

  it.each([
    'tcp.analysis.retransmission',
    'frame contains "x"',
    'http.request.method == "GET"',
    'tcp.dstport == "5000; flush ruleset"',
    'ip.src == fd00::1',
    'tcp.len + 1 > 0',
    'tcp.dstport == 5000 xor udp',
    'nonsense ===',
  ])('refuses %s by name', (filter) => {
    expect(() => matchesOf(filter)).toThrow(expect.objectContaining({ code: 'SCENE_DROP_FILTER' }));
  });

  it('bounds the number of rules', () => {
    const filter = Array.from({ length: 12 }, () => '(tcp.port == 1 || tcp.port == 2)').join(' && ');
    expect(() => matchesOf(filter)).toThrow(/more than 256 rules/);
  });
});
