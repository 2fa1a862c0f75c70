/** The frame's own fields against what tshark 4.0.17 says of the shared captures. */
import { expect, test } from 'vitest';
import { openCapture } from '../capture/capture.ts';
import { captureBytes, captureNames, hasCaptures, oracle } from '../testing/captures.test.help.ts';
import { conversation } from '../testing/conversation.test.help.ts';

test('the frame of a packet', () => {
  const capture = openCapture(
    conversation([
      { from: 'client', flags: 'S', seq: 0, at: 0 },
      { from: 'server', flags: 'SA', seq: 0, ack: 1, at: 0.25 },
    ]),
  );
  const { frame, layers } = capture.dissect(1);
  expect(layers[0]!.field.name).toBe('eth');
  expect(Object.fromEntries(frame.children.map(({ field, value }) => [field.name, value]))).toEqual({
    'frame.interface_id': 0,
    'frame.encap_type': 1,
    'frame.time': { seconds: 1_800_000_000, nanos: 250_000_000 },
    'frame.time_epoch': 1_800_000_000.25,
    'frame.time_delta': 0.25,
    'frame.time_delta_displayed': 0.25,
    'frame.time_relative': 0.25,
    'frame.number': 2,
    'frame.len': 54,
    'frame.cap_len': 54,
    'frame.marked': false,
    'frame.protocols': 'eth:ethertype:ip:tcp',
  });
});

/** Stacks of protocols that this library knows whole, up to where others may go on. */
const KNOWN =
  /^(eth:ethertype|sll:ethertype|null|raw|ip|ipv6)(:(ethertype|vlan|ip|ipv6))*(:(tcp|udp|arp)$|$)/;

/** Differences that are known, and why. */
const EXPLAINED: readonly (readonly [capture: RegExp, why: string])[] = [
  [/^gopacket/, 'tshark counts blocks that are no packets as frames'],
  [
    /bad-ipv4-version|modbus~fuzz-1011/,
    'an IPv4 header that says another version; Wireshark reads that, or nothing',
  ],
  [/getname_2_read4/, 'reverse ARP has a number of its own'],
  [
    /http-on-port-5432|https-to-http|ssl-to-http-server/,
    'tshark gives the port to another protocol and looks no further; HTTP and TLS are found on any port here',
  ],
  [/ipv4~fragmented-(4|syn)/, 'the fragment that completes a packet'],
];

test.skipIf(!hasCaptures)('encapsulations and stacks', { timeout: 60_000 }, () => {
  const expected = oracle();
  const differences: string[] = [];
  let stacks = 0;
  for (const name of captureNames()) {
    const lines = expected.get(name);
    if (!lines || EXPLAINED.some(([capture]) => capture.test(name))) continue;
    const capture = openCapture(captureBytes(name));
    for (let row = 0; row < Math.min(5, lines.length, capture.count); row++) {
      const [, protocols = '', encapsulation = ''] = lines[row]!.split('\t');
      const { children } = capture.dissect(row).frame;
      const value = (field: string): unknown => children.find((child) => child.field.name === field)?.value;
      const type = value('frame.encap_type');
      if (type !== 0 && String(type) !== encapsulation)
        differences.push(`${name}:${row + 1} ${type}, tshark ${encapsulation}`);
      if (!KNOWN.test(protocols)) continue;
      stacks++;
      const own = String(value('frame.protocols')).replace(/:data$/, '');
      if (own !== protocols) differences.push(`${name}:${row + 1} ${own}, tshark ${protocols}`);
    }
  }
  expect(differences).toEqual([]);
  expect(stacks).toBeGreaterThan(1000);
});
