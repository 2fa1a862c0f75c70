/** Writes pcapng one block at a time, so that a capture can be written while it happens. */
import { concat, utf8 } from '../basics/bytes.ts';
import { BLOCK, OPTION } from './pcapng.ts';

/** Secrets type of an NSS key log, which has the format of SSLKEYLOGFILE. */
export const TLS_KEY_LOG = 0x544c534b;

/** A section header block, which begins every file; little-endian like all blocks written here. */
export function sectionHeader(options: { application?: string; comment?: string } = {}): Uint8Array {
  const head = new Uint8Array(16);
  const view = new DataView(head.buffer);
  view.setUint32(0, 0x1a2b3c4d, true);
  view.setUint16(4, 1, true);
  // Section length unknown: all ones.
  head.fill(0xff, 8);
  return block(BLOCK.section, head, [
    ...textOption(OPTION.comment, options.comment),
    ...textOption(4, options.application),
  ]);
}

/** An interface description block with nanosecond resolution; interfaces count from 0 in the order written. */
export function interfaceDescription(description: {
  /** LINKTYPE_ value; 1 is Ethernet. */
  linkType: number;
  snapLength?: number;
  name?: string;
  description?: string;
  comment?: string;
}): Uint8Array {
  const head = new Uint8Array(8);
  const view = new DataView(head.buffer);
  view.setUint16(0, description.linkType, true);
  view.setUint32(4, description.snapLength ?? 0, true);
  return block(BLOCK.interface, head, [
    ...textOption(OPTION.comment, description.comment),
    ...textOption(OPTION.interfaceName, description.name),
    ...textOption(OPTION.interfaceDescription, description.description),
    option(OPTION.timeResolution, new Uint8Array([9])),
  ]);
}

/** One packet to be written. */
export interface PacketToWrite {
  /** Position of the interface in the file; 0 by default. */
  readonly interface?: number;
  /** Time since the epoch: whole seconds and nanoseconds. */
  readonly seconds: number;
  readonly nanos: number;
  readonly data: Uint8Array;
  /** Bytes on the wire, if more than were captured. */
  readonly originalLength?: number;
  readonly comments?: readonly string[];
}

/** An enhanced packet block; its time is in nanoseconds, as `interfaceDescription` announces. */
export function enhancedPacket(packet: PacketToWrite): Uint8Array {
  const { data } = packet;
  const head = new Uint8Array(20 + ((data.length + 3) & ~3));
  const view = new DataView(head.buffer);
  view.setUint32(0, packet.interface ?? 0, true);
  const [high, low] = nanosecondWords(packet.seconds, packet.nanos);
  view.setUint32(4, high, true);
  view.setUint32(8, low, true);
  view.setUint32(12, data.length, true);
  view.setUint32(16, packet.originalLength ?? data.length, true);
  head.set(data, 20);
  return block(
    BLOCK.enhancedPacket,
    head,
    (packet.comments ?? []).flatMap((comment) => textOption(OPTION.comment, comment)),
  );
}

/** A decryption secrets block; Wireshark decrypts what follows it with a TLS key log inside. */
export function decryptionSecrets(secrets: Uint8Array, type: number = TLS_KEY_LOG): Uint8Array {
  const head = new Uint8Array(8 + ((secrets.length + 3) & ~3));
  const view = new DataView(head.buffer);
  view.setUint32(0, type, true);
  view.setUint32(4, secrets.length, true);
  head.set(secrets, 8);
  return block(BLOCK.secrets, head, []);
}

/** An interface statistics block: what the capturing side received and dropped until `seconds`,`nanos`. */
export function interfaceStatistics(statistics: {
  interface?: number;
  seconds: number;
  nanos: number;
  received?: number;
  dropped?: number;
}): Uint8Array {
  const head = new Uint8Array(12);
  const view = new DataView(head.buffer);
  view.setUint32(0, statistics.interface ?? 0, true);
  const [high, low] = nanosecondWords(statistics.seconds, statistics.nanos);
  view.setUint32(4, high, true);
  view.setUint32(8, low, true);
  return block(BLOCK.statistics, head, [
    ...countOption(OPTION.received, statistics.received),
    ...countOption(OPTION.dropped, statistics.dropped),
  ]);
}

/** One option of a block: code, length, value and its padding. */
export function option(code: number, value: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(4 + ((value.length + 3) & ~3));
  const view = new DataView(bytes.buffer);
  view.setUint16(0, code, true);
  view.setUint16(2, value.length, true);
  bytes.set(value, 4);
  return bytes;
}

function textOption(code: number, value: string | undefined): Uint8Array[] {
  // An option's length has 16 bits; a longer text is cut.
  return value === undefined ? [] : [option(code, utf8(value).subarray(0, 65_535))];
}

function countOption(code: number, value: number | undefined): Uint8Array[] {
  if (value === undefined) return [];
  const bytes = new Uint8Array(8);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, value >>> 0, true);
  view.setUint32(4, Math.floor(value / 4294967296), true);
  return [option(code, bytes)];
}

function block(type: number, head: Uint8Array, options: Uint8Array[]): Uint8Array {
  const end = options.length > 0 ? [new Uint8Array(4)] : [];
  const body = concat([head, ...options, ...end]);
  const bytes = new Uint8Array(12 + body.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, type, true);
  view.setUint32(4, bytes.length, true);
  bytes.set(body, 8);
  view.setUint32(bytes.length - 4, bytes.length, true);
  return bytes;
}

/** seconds·10⁹ + nanos as two 32-bit words; done in halves because the product exceeds 2⁵³. */
function nanosecondWords(seconds: number, nanos: number): [number, number] {
  const low = (seconds % 65536) * 1e9 + nanos;
  const high = Math.floor(seconds / 65536) * 1e9;
  // total = high·2¹⁶ + low
  const sum = high + Math.floor(low / 65536);
  return [Math.floor(sum / 65536), (((sum % 65536) * 65536 + (low % 65536)) % 4294967296) >>> 0];
}
