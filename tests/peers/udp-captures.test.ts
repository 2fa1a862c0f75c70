/** The peers over UDP on the bench, with programs as a student writes them: the conversation on the wire. */
import { itNeedsNamespaces } from '@wireside/bench/testing';
import { expect } from 'vitest';
import { onTheBench, protocols, TIMEOUT } from './on-the-bench.test.helper.ts';
import type { Outcome, Wanted } from './on-the-bench.test.helper.ts';

const onBench = onTheBench();

/** Runs a Python program on the station, with peers on the server. */
function run(name: string, peers: Wanted['peers'], program: string): Promise<Outcome> {
  return onBench(name, {
    peers,
    file: { path: 'program.py', text: program },
    command: ['python3', 'program.py'],
  });
}

itNeedsNamespaces(
  'hello: one datagram, and no answer',
  async () => {
    const { count, events } = await run(
      'hello',
      [{ name: 'hello', options: {} }],
      `
import socket
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as hello:
    hello.sendto(b'Hello, Romeo ', ('10.0.0.1', 5001))`,
    );
    expect(count('udp.dstport == 5001 && udp contains "Hello, Romeo "')).toBe(1);
    expect(count('udp.srcport == 5001 || icmp')).toBe(0);
    const command = events.find(({ event }) => event === 'command');
    expect(command).toMatchObject({ actor: 'hello', data: 'Hello, Romeo ' });
    expect(command?.remote).toMatch(/^10\.0\.0\.2:/);
  },
  TIMEOUT,
);

itNeedsNamespaces(
  'PMU over UDP: first silence, then an offset; the kernel refuses the other family',
  async () => {
    const client = `
import select, socket
ways = []
for family, host in ((socket.AF_INET, '10.0.0.1'), (socket.AF_INET6, 'fd00::1')):
    way = socket.socket(family, socket.SOCK_DGRAM)
    way.connect((host, 5004))
    ways.append(way)
while True:
    for way in ways:
        try: way.send(b'RESET:20')
        except ConnectionRefusedError: pass
    ready, _, _ = select.select(ways, [], [], 0.2)
    answers = []
    for way in ready:
        try: answers.append(way.recv(100))
        except ConnectionRefusedError: pass
    if answers: break
print(answers)`;
    for (const [family, ip, dead] of [
      ['ipv4', 'ip', 'icmpv6.type == 1 && icmpv6.code == 4'],
      ['ipv6', 'ipv6', 'icmp.type == 3 && icmp.code == 3'],
    ] as const) {
      const options = { family, host6: 'fd00::1', loss: 0, dropFirst: 2, separator: ':' };
      const { count, output } = await run(`pmu-udp-${family}`, [{ name: 'pmu-udp', options }], client);
      const asked = 'udp.dstport == 5004 && udp contains "RESET:20"';
      // Three are sent to the family that answers. A busy machine may send more, on either.
      expect(count(`${ip} && ${asked} && offset.reset == 20`)).toBeGreaterThanOrEqual(3);
      expect(count(`${asked} && !icmp && !icmpv6`)).toBeGreaterThanOrEqual(6);
      expect(
        count(`${ip} && udp.srcport == 5004 && udp contains "OFFSET:" && offset.value <= 20`),
      ).toBeGreaterThanOrEqual(1);
      expect(count(`udp.srcport == 5004 && !${ip}`)).toBe(0);
      expect(count(dead)).toBeGreaterThanOrEqual(1);
      expect(output).toContain('OFFSET:');
    }
  },
  TIMEOUT,
);

itNeedsNamespaces(
  'TV: a join, the lines of the station, a student, and the answer to the group',
  async () => {
    const outcome = await run(
      'tv',
      [
        { name: 'tv', options: { interval: 0.05 } },
        { name: 'tv-recorder', options: {} },
        { name: 'tv-answerer', options: {} },
      ],
      `
import socket
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as tv:
    tv.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    tv.bind(('', 10505))
    tv.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, socket.inet_aton('224.1.1.1') + socket.inet_aton('0.0.0.0'))
    print(tv.recv(2000))
    tv.sendto(b'123456' + b'x' * 301, ('224.1.1.1', 10505))
    while True:
        message = tv.recv(2000)
        if b'123456,' in message:
            print(message)
            break`,
    );
    const { count, output, events } = outcome;
    expect(protocols(outcome, 'igmp') ?? 'ip:igmp').toContain('ip:igmp');
    expect(protocols(outcome, 'udp.dstport == 10505') ?? 'udp:data').toContain('udp:data');
    expect(count('igmp.type == 0x22 || igmp.type == 0x16')).toBeGreaterThanOrEqual(1);
    expect(
      count('ip.src == 10.0.0.1 && ip.dst == 224.1.1.1 && ip.ttl == 10 && tv.station == true'),
    ).toBeGreaterThanOrEqual(2);
    expect(count('ip.src == 10.0.0.2 && udp.dstport == 10505 && tv.id == "123456"')).toBe(1);
    expect(count('ip.src == 10.0.0.1 && tv.id == "swcmTV" && udp contains "We have heard you, 123456"')).toBe(
      1,
    );
    expect(output).toContain('swcmTV');
    expect(output).toContain('We have heard you, 123456');
    const kept = events.filter(({ actor, event }) => actor === 'tv-recorder' && event === 'command');
    expect(kept.map(({ note }) => note)).toContain('from 123456');
    expect(kept.map(({ note }) => note)).toContain('from swcmTV');
  },
  TIMEOUT,
);
