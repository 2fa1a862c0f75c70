/** Captures made on a bench during the test: the library's fields of each packet are those of tshark. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Bench } from '@wireside/bench';
import { WHY_NO_NAMESPACES, itNeedsNamespaces } from '@wireside/bench/testing';
import { openCapture } from '@wireside/wire';
import type { Item, Value } from '@wireside/wire';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { python, request, TALK } from '../../bench/src/bench.test.helper.ts';
import {
  hasTshark,
  tshark,
  tsharkRules,
  withoutEphemeralServices,
} from '../../wire/src/testing/tshark.test.helper.ts';

const MARKS = `retransmission fast_retransmission spurious_retransmission out_of_order lost_segment ack_lost_segment
  duplicate_ack keep_alive keep_alive_ack zero_window zero_window_probe zero_window_probe_ack window_update window_full
  reused_ports`;
const NUMBERS = `duplicate_ack_num duplicate_ack_frame acks_frame ack_rtt initial_rtt bytes_in_flight push_bytes_sent rto
  rto_frame`;
const analysis = (names: string): string[] => names.split(/\s+/).map((name) => `tcp.analysis.${name}`);
const FIELDS = [
  ...`frame.number frame.len frame.protocols eth.src eth.dst arp.opcode ip.src ip.dst ip.id ip.ttl ip.len ipv6.src ipv6.dst
  ipv6.plen icmp.type icmp.code icmpv6.type icmpv6.code udp.srcport udp.dstport udp.length udp.stream tcp.srcport
  tcp.dstport tcp.stream tcp.seq tcp.seq_raw tcp.ack tcp.len tcp.nxtseq tcp.flags tcp.window_size tcp.completeness
  tcp.checksum tcp.options.mss_val tcp.options.wscale.shift tcp.options.sack_le tcp.options.sack_re
  tcp.options.timestamp.tsval`.split(/\s+/),
  ...analysis(MARKS),
  ...analysis(NUMBERS),
];

type Peers = readonly { readonly name: string; readonly options: Readonly<Record<string, unknown>> }[];

/** Runs of one program each; their packets are compared. */
const RUNS: Readonly<Record<string, { program: string; peers?: Peers; loss?: number }>> = {
  'messages from a PMU': {
    peers: [{ name: 'pmu', options: { messages: 5 } }],
    program: `print(talk('10.0.0.1', b'CMD_short:0.05'))`,
  },
  'a flood with loss': {
    peers: [{ name: 'pmu', options: {} }],
    loss: 8,
    program: `print(len(talk('10.0.0.1', b'CMD_floodme')))`,
  },
  'the same over IPv6': {
    peers: [{ name: 'pmu', options: { messages: 3, host: 'fd00::1' } }],
    program: `print(talk('fd00::1', b'CMD_short:0', socket.AF_INET6))`,
  },
  'datagrams, and ports without a listener': {
    program: `
for host, family in (('10.0.0.1', socket.AF_INET), ('fd00::1', socket.AF_INET6)):
    with socket.socket(family, socket.SOCK_DGRAM) as sender:
        sender.connect((host, 4100))
        for size in (1, 100, 1400, 4000):
            try:
                sender.send(b'x' * size)
                sender.settimeout(0.05)
                sender.recv(10)
            except (ConnectionRefusedError, TimeoutError) as error:
                print(error)
    with socket.socket(family, socket.SOCK_STREAM) as refused:
        try:
            refused.connect((host, 4101))
        except ConnectionRefusedError as error:
            print(error)`,
  },
};

let folder = '';
let bench: Bench | undefined;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wireside-captures-'));
  if (WHY_NO_NAMESPACES === undefined && hasTshark) bench = Bench.open({ parallel: 1 });
});
afterAll(async () => {
  await bench?.close();
  rmSync(folder, { recursive: true, force: true });
});

for (const [name, { program, peers = [], loss = 0 }] of Object.entries(RUNS)) {
  const title = `tshark agrees on ${name}`;
  if (!hasTshark) it.skip(`${title} (tshark is not installed)`, () => {});
  else
    itNeedsNamespaces(
      title,
      async () => {
        const run = join(folder, name.replaceAll(/\W+/g, '-'));
        const { description } = await bench!.run(
          request(python(TALK + program), { peers, loss, seed: name }),
          run,
        );
        expect(description.faults).toEqual([]);
        compare(join(run, 'wire.pcapng'), loss > 0);
      },
      600_000,
    );
}

function compare(file: string, hasLoss: boolean): void {
  const capture = openCapture(new Uint8Array(readFileSync(file)), { rules: tsharkRules });
  const theirs = theirFields(file);
  expect(capture.problem).toBeUndefined();
  expect(capture.count).toBe(theirs.length);
  expect(capture.count).toBeGreaterThan(5);
  const differences: string[] = [];
  for (let row = 0; row < capture.count; row++) {
    const { frame, layers } = capture.dissect(row);
    const ours = new Map<string, string[]>();
    const visit = ({ field, value, children }: Item): void => {
      const list = ours.get(field.name) ?? [];
      ours.set(field.name, [...list, shown(value)]);
      children.forEach(visit);
    };
    [frame, ...layers].forEach(visit);
    for (const [i, field] of FIELDS.entries()) {
      const [own, other] = [canonical(field, ours.get(field) ?? []), canonical(field, theirs[row]![i]!)];
      if (own !== other) differences.push(`${row + 1} ${field}: ${own}; tshark ${other}`);
    }
  }
  expect(differences).toEqual([]);
  if (hasLoss) {
    const marked = theirs.filter(
      (values) => values[FIELDS.indexOf('tcp.analysis.retransmission')]!.length > 0,
    );
    expect(marked.length).toBeGreaterThan(0);
  }
}

/** Values by row and field, of two passes, as the trees are. */
function theirFields(file: string): string[][][] {
  const args = [
    '-2',
    ...'-T fields -E occurrence=a -E aggregator=|'.split(' '),
    ...withoutEphemeralServices(),
  ];
  const out = tshark(file, [...args, ...FIELDS.flatMap((field) => ['-e', field])]);
  const rows = out.replace(/\n$/, '').split('\n');
  return rows.map((row) => row.split('\t').map((cell) => (cell === '' ? [] : cell.split('|'))));
}

function shown(value: Value): string {
  if (value === undefined) return '';
  if (value instanceof Uint8Array)
    return Array.from(value, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return typeof value === 'boolean' ? (value ? '1' : '0') : String(value);
}

const MARK_FIELDS = new Set(analysis(MARKS));

/** One spelling of both sides' values. */
function canonical(field: string, values: readonly string[]): string {
  if (MARK_FIELDS.has(field)) return values.length > 0 ? 'set' : '';
  // Wireshark does not know the labs' protocols, and calls their bytes data, or nothing.
  if (field === 'frame.protocols') return values.join().replace(/(:(data|pmu|offset|tv))+$/, '');
  return values.map((value) => plain(field, value)).join();
}

function plain(field: string, value: string): string {
  if (/^ipv6\.(src|dst)$/.test(field)) return value.includes(':') ? groups(value) : value;
  if (/^ip\.(src|dst)$/.test(field) && value.includes('.'))
    return String(value.split('.').reduce((sum, part) => sum * 256 + Number(part), 0));
  if (/^eth\.(src|dst)$/.test(field)) return value.replaceAll(':', '');
  if (/_rtt$|\.rto$/.test(field)) return Number(value).toFixed(9);
  return /^(0x[\da-f]+|\d+)$/.test(value) ? String(Number(value)) : value;
}

/** An IPv6 address as 32 digits. */
function groups(text: string): string {
  const [head = '', tail] = text.split('::');
  const first = head === '' ? [] : head.split(':');
  const last = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? [] : Array<string>(8 - first.length - last.length).fill('0');
  return [...first, ...zeros, ...last].map((group) => group.padStart(4, '0')).join('');
}
