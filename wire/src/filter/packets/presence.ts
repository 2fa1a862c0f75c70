/**
 * Which rows can have a field at all, according to the columns, so that only those are dissected; for plain rows only.
 */
import type { Capture } from '../../core/capture.ts';
import { TRAITS } from '../../table/table.ts';
import { messagesOf, streamMessages } from '../../streams/stream-messages.ts';
import { u16 } from '../../basics/bytes.ts';
import type { Field } from '../../core/field.ts';
import type { Protocol } from '../../core/protocol.ts';
import { TCP_MESSAGE_FIELDS } from '../../protocols/tcp/message-tree.ts';
import type { Registry } from '../../core/registry.ts';
import { MARK } from '../../tcp-analysis/marks.ts';
import { FIN } from '../../tcp-analysis/flags.ts';
import { BARE_HEADER } from '../../tcp-analysis/segment.ts';

type Presence = (row: number) => boolean;

const ALWAYS: Presence = () => true;

/** Protocols that have a field, or the name of it; several may go under one name (DNS over UDP and over TCP). */
function ownersOf(registry: Registry, field: Field): { packets: Protocol[]; streams: string[] } {
  const packets = registry.protocols.filter((one) => one !== undefined);
  const streams = registry.streamProtocols;
  const owners = [...packets, ...streams].filter(
    ({ name, fields }) => name === field.name || fields.some((one) => one.name === field.name),
  );
  const names = new Set(owners.map(({ name }) => name));
  return {
    packets: packets.filter(({ name }) => names.has(name)),
    streams: streams.map(({ name }) => name).filter((name) => names.has(name)),
  };
}

/** A function that is false only for rows whose tree cannot have the field. */
export function presenceOf(capture: Capture, field: Field): Presence {
  if (field.name.startsWith('tcp.analysis')) {
    const { marks } = capture.table;
    return (row) => (marks[row]! & MARK.tree) !== 0;
  }
  if (field.name.startsWith('tcp.option')) {
    const { traits, payload, transport } = capture.table;
    return (row) => (traits[row]! & TRAITS.tcp) !== 0 && payload[row]! - transport[row]! > BARE_HEADER;
  }
  if (TCP_MESSAGE_FIELDS.some(({ name }) => name === field.name)) {
    const { stream } = capture.table;
    const isCompleting = completing(capture);
    return (row) => {
      if (!isCompleting(row)) return false;
      // Repeated data is shown as such, whatever protocol the stream carries.
      if (field.name === 'tcp.segment_data') return true;
      const { all, unfinished } = streamMessages(capture, stream[row]!);
      return all.length > 0 || unfinished.some((offset) => offset !== undefined);
    };
  }
  const { packets, streams } = ownersOf(capture.registry, field);
  const tests = packets.map((protocol) => presenceOfProtocol(capture, protocol));
  if (streams.length > 0) tests.push(inStream(capture, streams));
  if (tests.length === 0 || tests.includes(ALWAYS)) return ALWAYS;
  return tests.length === 1 ? tests[0]! : (row) => tests.some((test) => test(row));
}

/** Rows with which a message may be complete: those with data, and a FIN, which completes what ends with the stream. */
function completing({ table: { traits, flags, payloadLength } }: Capture): Presence {
  return (row) =>
    (traits[row]! & TRAITS.tcp) !== 0 && (payloadLength[row] !== 0 || (flags[row]! & FIN) !== 0);
}

/** Rows with which a message of one of these protocols is complete. */
function inStream(capture: Capture, names: readonly string[]): Presence {
  const { stream } = capture.table;
  const isCompleting = completing(capture);
  const isCut = new Uint8Array(capture.tcp.flows.count);
  const completes = new Uint8Array(capture.count);
  return (row) => {
    if (!isCompleting(row)) return false;
    const id = stream[row]!;
    if (isCut[id] === 0) {
      isCut[id] = 1;
      for (const message of messagesOf(capture, id, names)) completes[message.row] = 1;
    }
    return completes[row] === 1;
  };
}

function presenceOfProtocol(capture: Capture, protocol: Protocol): Presence {
  const { traits, ipProtocol, protocol: reached, interface: link, offset, captured } = capture.table;
  const { claims = {} } = protocol;
  const tests: Presence[] = [];
  if (claims.link) {
    const numbers = claims.link;
    const isLink = Uint8Array.from(capture.interfaces, ({ linkType }) =>
      numbers.includes(linkType) ? 1 : 0,
    );
    tests.push((row) => isLink[link[row]!] === 1);
  }
  if (claims.ip) {
    const numbers = claims.ip;
    tests.push(
      (row) => (traits[row]! & (TRAITS.ip4 | TRAITS.ip6)) !== 0 && numbers.includes(ipProtocol[row]!),
    );
  }
  if (claims.ethertype?.includes(0x0800)) tests.push((row) => (traits[row]! & TRAITS.ip4) !== 0);
  else if (claims.ethertype?.includes(0x86dd)) tests.push((row) => (traits[row]! & TRAITS.ip6) !== 0);
  else if (claims.ethertype) {
    const isEthernet = Uint8Array.from(capture.interfaces, ({ linkType }) => (linkType === 1 ? 1 : 0));
    const { bytes } = capture;
    // Where Ethernet itself names IP, there is nothing between the two.
    tests.push((row) => {
      if (isEthernet[link[row]!] !== 1 || captured[row]! < 14) return true;
      const type = u16(bytes, offset[row]! + 12);
      return type !== 0x0800 && type !== 0x86dd;
    });
  }
  if (claims.udp || protocol.looksLike) {
    const id = capture.registry.id(protocol);
    const isLast = protocol.columns === undefined;
    tests.push((row) => (traits[row]! & TRAITS.udp) !== 0 && (!isLast || reached[row] === id));
  }
  // Without claims, another protocol decides where this one begins.
  if (claims.llc || tests.length === 0) return ALWAYS;
  return tests.length === 1 ? tests[0]! : (row) => tests.some((test) => test(row));
}
