/** The trees of packets compared with tshark 4.0.17, frame by frame, over third-party captures. */
import { test } from 'vitest';
import type { Dissection } from '../core/dissection.ts';
import { registry } from '../protocols/all.ts';
import type { Item, Value } from '../core/field.ts';
import { hexText } from '../protocols/text.ts';
import { hasCaptures } from '../testing/captures.test.helper.ts';
import { expectDifferences } from './differences.test.helper.ts';
import type { Difference } from './differences.test.helper.ts';
import {
  ORACLE_COLUMNS,
  comparedCaptures,
  isOfStream,
  isReached,
  tunnelledStreams,
  upperAt,
} from './scope.test.helper.ts';
import type { Frame } from './scope.test.helper.ts';

const PROTOCOLS = 'frame.protocols';
const ENCAPSULATION = 'frame.encap_type';
const SEGMENTS = 'tcp.segments';
/** The comparisons, by their names in the table of numbers, and their columns. */
const QUESTIONS: Readonly<Record<string, readonly string[]>> = {
  [PROTOCOLS]: [PROTOCOLS],
  [ENCAPSULATION]: [ENCAPSULATION],
  'TLS and X.509': ['tls.handshake.type', 'x509af.serialNumber'],
  WebSocket: ['websocket.opcode'],
  HTTP: ['http.request.method', 'http.response.code'],
  IGMP: ['igmp.type'],
  ICMP: ['icmp.type'],
  [SEGMENTS]: [SEGMENTS],
};
const FIELDS = Object.values(QUESTIONS).flat().slice(2);

test.skipIf(!hasCaptures)(
  'the trees have the same values as those of tshark 4.0.17',
  { timeout: 180_000 },
  () => {
    const found: Difference[] = [];
    const asked = new Map<string, number>();
    for (const { name, capture, frames } of comparedCaptures()) {
      const tunnelled = tunnelledStreams(frames);
      for (const frame of frames) {
        if (isOfStream(frame, tunnelled)) continue;
        const d = capture.dissect(frame.row);
        const ours = valuesOf(d);
        for (const [question, columns] of Object.entries(QUESTIONS)) {
          const pairs = columns
            .map((column) => [column, ...compared(column, frame, ours)] as const)
            .filter(([, own, theirs]) => own !== '' || theirs !== '');
          if (pairs.length > 0) asked.set(question, (asked.get(question) ?? 0) + 1);
          for (const [column, own, theirs] of pairs)
            if (own !== theirs)
              found.push({ capture: name, frame: frame.row + 1, column, ours: own, theirs });
        }
      }
    }
    for (const [question, columns] of Object.entries(QUESTIONS)) {
      const own = found.filter(({ column }) => columns.includes(column));
      expectDifferences(question, columns, asked.get(question) ?? 0, own);
    }
  },
);

/** Both sides of one column, made comparable; empty on both sides if there is nothing to compare. */
function compared(column: string, frame: Frame, ours: ReadonlyMap<string, string>): [string, string] {
  const own = ours.get(column) ?? '';
  const theirs = frame.values[ORACLE_COLUMNS.indexOf(column)]!;
  if (column === ENCAPSULATION) return own === '0' ? ['', ''] : [own, theirs];
  if (column === PROTOCOLS) return stacks(own.split(':'), frame.protocols, ours);
  if (!isReached(frame)) return ['', ''];
  const [transport, above] = frame.protocols.slice(upperAt(frame));
  // TLS inside QUIC, ICMP inside GTP and so on: this library does not know what UDP carries there.
  if (transport === 'udp' && above !== undefined && !KNOWN.has(above)) return ['', ''];
  if (column === SEGMENTS) {
    // Messages of protocols that this library does not know are not reassembled.
    const isOurs = above === undefined || CUT.has(above) || own !== '';
    return isOurs ? [own && 'yes', theirs && 'yes'] : ['', ''];
  }
  return [own, theirs];
}

/** Names in frame.protocols of everything that this library reads. */
const KNOWN = new Set([
  ...registry.protocols.flatMap((one) => (one ? [one.name] : [])),
  ...registry.streamProtocols.map(({ name }) => name),
  ...'ethertype ipv6.hopopts ipv6.fraghdr ipv6.routing ipv6.dstopts mipv6 ah'.split(' '),
]);
/** Protocols that are cut out of TCP streams. */
const CUT = new Set(registry.streamProtocols.map(({ name }) => name));

/**
 * Stacks up to the first protocol that this library does not know. Whether unclaimed bytes are called "data", and how
 * often a dissector was called for one segment, says nothing about the packet, so neither is compared. Nor is the name
 * of a dissector that Wireshark asked about the first part of a message.
 */
function stacks(
  own: string[],
  theirs: readonly string[],
  ours: ReadonlyMap<string, string>,
): [string, string] {
  const cut = theirs.findIndex((name) => !KNOWN.has(name));
  const known = simple(cut < 0 ? theirs : theirs.slice(0, cut));
  let mine = simple(own);
  const last = known.at(-1) ?? '';
  // The types of HTTP's bodies and the parts of certificates are protocols in Wireshark.
  if (cut >= 0 && CUT.has(last)) mine = mine.slice(0, known.length);
  if (ours.has('tcp.segment_data') && mine.at(-1) === 'tcp' && CUT.has(last)) mine.push(last);
  return [mine.join(':'), known.join(':')];
}

function simple(names: readonly string[]): string[] {
  const kept: string[] = [];
  for (const name of names) {
    if (name !== 'data' && !(CUT.has(name) && kept.at(-1) === name)) kept.push(name);
  }
  return kept;
}

function valuesOf(d: Dissection): Map<string, string> {
  const values = new Map<string, string>();
  const visit = ({ field: { name }, value, children }: Item): void => {
    if (FIELDS.includes(name)) {
      const before = values.get(name);
      values.set(name, before === undefined ? shown(name, value) : `${before},${shown(name, value)}`);
    } else if (name === 'tcp.segment_data') values.set(name, 'yes');
    children.forEach(visit);
  };
  d.layers.forEach(visit);
  for (const { field, value } of d.frame.children) {
    if (field.name === PROTOCOLS || field.name === ENCAPSULATION) values.set(field.name, String(value));
  }
  return values;
}

function shown(name: string, value: Value): string {
  if (name === SEGMENTS) return 'yes';
  if (name === 'igmp.type') return `0x${Number(value).toString(16).padStart(2, '0')}`;
  return value instanceof Uint8Array ? hexText(value) : String(value);
}
