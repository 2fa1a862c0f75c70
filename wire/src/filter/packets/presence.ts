/** Which rows can have a field at all, told from the columns, so that only those are dissected; for plain rows only. */
import type { Capture } from '../../capture/capture.ts';
import { SHAPE } from '../../capture/table.ts';
import { messagesOf, streamMessages } from '../../conversations/messages.ts';
import { u16 } from '../../files/bytes.ts';
import type { Field } from '../../protocols/field.ts';
import type { Protocol } from '../../protocols/protocol.ts';
import { TCP_MESSAGE_FIELDS } from '../../protocols/tcp-messages.ts';
import type { Registry } from '../../protocols/registry.ts';
import { MARK } from '../../tcp/marks.ts';
import { FIN } from '../../protocols/tcp-flags.ts';

type Presence = (row: number) => boolean;

/** Bytes of a TCP header without options. */
const BARE_HEADER = 20;
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
    const { shape, payload, transport } = capture.table;
    return (row) => (shape[row]! & SHAPE.tcp) !== 0 && payload[row]! - transport[row]! > BARE_HEADER;
  }
  if (TCP_MESSAGE_FIELDS.some(({ name }) => name === field.name)) {
    const { stream } = capture.table;
    const isCompleting = completing(capture);
    return (row) => {
      if (!isCompleting(row)) return false;
      // What came again is shown as such, whoever speaks in the stream.
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
function completing({ table: { shape, flags, payloadLength } }: Capture): Presence {
  return (row) => (shape[row]! & SHAPE.tcp) !== 0 && (payloadLength[row] !== 0 || (flags[row]! & FIN) !== 0);
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
  const { shape, ipProtocol, protocol: reached, interface: link, offset, captured } = capture.table;
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
    tests.push((row) => (shape[row]! & (SHAPE.ip4 | SHAPE.ip6)) !== 0 && numbers.includes(ipProtocol[row]!));
  }
  if (claims.ethertype?.includes(0x0800)) tests.push((row) => (shape[row]! & SHAPE.ip4) !== 0);
  else if (claims.ethertype?.includes(0x86dd)) tests.push((row) => (shape[row]! & SHAPE.ip6) !== 0);
  else if (claims.ethertype) {
    const isEthernet = Uint8Array.from(capture.interfaces, ({ linkType }) => (linkType === 1 ? 1 : 0));
    const { bytes } = capture;
    // Where Ethernet says IP itself, nothing stands between the two.
    tests.push((row) => {
      if (isEthernet[link[row]!] !== 1 || captured[row]! < 14) return true;
      const type = u16(bytes, offset[row]! + 12);
      return type !== 0x0800 && type !== 0x86dd;
    });
  }
  if (claims.udp || protocol.looksLike) {
    const id = capture.registry.id(protocol);
    const isLast = protocol.columns === undefined;
    tests.push((row) => (shape[row]! & SHAPE.udp) !== 0 && (!isLast || reached[row] === id));
  }
  // Without a claim of its own it is some other protocol's business where this one begins.
  if (claims.llc || tests.length === 0) return ALWAYS;
  return tests.length === 1 ? tests[0]! : (row) => tests.some((test) => test(row));
}
