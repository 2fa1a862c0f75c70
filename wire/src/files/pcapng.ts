/** Reads pcapng files: sections, interfaces, packets of all three kinds, comments, names, statistics and secrets. */
import { fileU16, fileU32, text } from '../basics/bytes.ts';
import { eachOption } from './pcapng-options.ts';
import { digitsOf, split, splitTime, unitsPerSecond } from './pcapng-time.ts';
import type { TimeUnit } from './pcapng-time.ts';
import { maxPacket } from './records.ts';
import type { CaptureInterface, CaptureReader, Problem, RecordSink } from './records.ts';

/** Block types (https://www.ietf.org/archive/id/draft-ietf-opsawg-pcapng-03.html). */
export const BLOCK = {
  section: 0x0a0d0d0a,
  interface: 1,
  oldPacket: 2,
  simplePacket: 3,
  names: 4,
  statistics: 5,
  enhancedPacket: 6,
  secrets: 10,
} as const;

/** Option codes that this reader understands. */
export const OPTION = {
  comment: 1,
  interfaceName: 2,
  interfaceDescription: 3,
  timeResolution: 9,
  fcsLength: 13,
  timeOffset: 14,
  received: 4,
  dropped: 5,
} as const;

const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
/** More interfaces than this are treated as damage; the table has 16 bits for them. */
const MAX_INTERFACES = 65_535;

/** Whether the first four bytes begin a section header block. */
export function isPcapng(bytes: Uint8Array): boolean {
  return bytes.length >= 4 && fileU32(bytes, 0, false) === BLOCK.section;
}

/** Reader of one pcapng file; see `CaptureReader`. */
export class PcapngReader implements CaptureReader {
  #at = 0;
  #little = true;
  /** Interfaces of all sections; those of the current section begin at `#sectionBase`. */
  #interfaces: (CaptureInterface & TimeUnit)[] = [];
  #sectionBase = 0;

  /** @inheritdoc */
  read(bytes: Uint8Array, sink: RecordSink, final: boolean): Problem | undefined {
    const end = bytes.length;
    for (;;) {
      const at = this.#at;
      if (end - at < 12) {
        if (!final || end === at) return undefined;
        return { offset: at, message: 'The file ends inside a block header.' };
      }
      let little = this.#little;
      const isSection = fileU32(bytes, at, false) === BLOCK.section;
      if (isSection) {
        if (fileU32(bytes, at + 8, true) === BYTE_ORDER_MAGIC) little = true;
        else if (fileU32(bytes, at + 8, false) === BYTE_ORDER_MAGIC) little = false;
        else return { offset: at, message: 'A section header has no valid byte-order mark.' };
      }
      const length = fileU32(bytes, at + 4, little);
      if (length < 12 || (isSection && length < 28)) {
        return {
          offset: at,
          message: `A block claims to be ${length} bytes long, less than its own header.`,
        };
      }
      // Some writers do not count the padding; the next block still begins on a 32-bit boundary.
      const padded = length + ((4 - (length & 3)) & 3);
      if (padded > end - at) {
        if (!final) return undefined;
        return {
          offset: at,
          message: `The file ends inside a block of ${length} bytes; ${end - at} are there.`,
        };
      }
      if (fileU32(bytes, at + padded - 4, little) !== length) {
        return { offset: at, message: "A block's two lengths differ: the file is damaged here." };
      }
      this.#little = little;
      const problem = isSection
        ? this.#section(bytes, at, at + padded - 4, sink)
        : this.#block(fileU32(bytes, at, little), bytes, at, at + padded - 4, sink);
      if (problem) return { offset: at, message: problem };
      this.#at = at + padded;
    }
  }

  #section(bytes: Uint8Array, at: number, end: number, sink: RecordSink): string | undefined {
    const major = fileU16(bytes, at + 12, this.#little);
    const minor = fileU16(bytes, at + 14, this.#little);
    if (major !== 1 || (minor !== 0 && minor !== 2)) {
      return `Version ${major}.${minor} of pcapng is not known.`;
    }
    this.#sectionBase = this.#interfaces.length;
    eachOption(bytes, at + 24, end, this.#little, (code, offset, length) => {
      if (code === OPTION.comment) sink.fileComment?.(text(bytes.subarray(offset, offset + length)));
    });
    return undefined;
  }

  #block(type: number, bytes: Uint8Array, at: number, end: number, sink: RecordSink): string | undefined {
    switch (type) {
      case BLOCK.enhancedPacket:
        return this.#fullPacket(bytes, at + 8, end, sink, fileU32);
      case BLOCK.interface:
        return this.#interface(bytes, at + 8, end, sink);
      case BLOCK.simplePacket:
        return this.#simplePacket(bytes, at + 8, end, sink);
      case BLOCK.oldPacket:
        return this.#fullPacket(bytes, at + 8, end, sink, fileU16);
      case BLOCK.names:
        this.#names(bytes, at + 8, end, sink);
        return undefined;
      case BLOCK.statistics:
        this.#statistics(bytes, at + 8, end);
        return undefined;
      case BLOCK.secrets: {
        if (end - at < 16) return 'A secrets block is too short.';
        const length = fileU32(bytes, at + 12, this.#little);
        if (length > end - at - 16) return 'A secrets block claims more bytes than it has.';
        sink.secrets?.({ type: fileU32(bytes, at + 8, this.#little), offset: at + 16, length });
        return undefined;
      }
      default:
        return undefined;
    }
  }

  #interface(bytes: Uint8Array, at: number, end: number, sink: RecordSink): string | undefined {
    if (end - at < 8) return 'An interface description is too short.';
    if (this.#interfaces.length >= MAX_INTERFACES) return `More than ${MAX_INTERFACES} interfaces.`;
    const little = this.#little;
    const description: CaptureInterface & TimeUnit = {
      id: this.#interfaces.length,
      linkType: fileU16(bytes, at, little),
      snapLength: fileU32(bytes, at + 4, little),
      timeDigits: 6,
      fcsLength: 0,
      perSecond: 1e6,
      offset: 0,
    };
    eachOption(bytes, at + 8, end, little, (code, offset, length) => {
      const value = (): string => text(bytes.subarray(offset, offset + length));
      if (code === OPTION.comment) (description.comments ??= []).push(value());
      else if (code === OPTION.interfaceName) description.name = value();
      else if (code === OPTION.interfaceDescription) description.description = value();
      else if (code === OPTION.fcsLength && length >= 1) description.fcsLength = bytes[offset]!;
      else if (code === OPTION.timeResolution && length >= 1) {
        description.perSecond = unitsPerSecond(bytes[offset]!);
        description.timeDigits = digitsOf(description.perSecond);
      } else if (code === OPTION.timeOffset && length >= 8) {
        const [high, low] = little ? [offset + 4, offset] : [offset, offset + 4];
        description.offset = (fileU32(bytes, high, little) | 0) * 4294967296 + fileU32(bytes, low, little);
      }
    });
    this.#interfaces.push(description);
    sink.interface(description);
    return undefined;
  }

  /** The two kinds differ in how many bytes they have for the interface. */
  #fullPacket(
    bytes: Uint8Array,
    at: number,
    end: number,
    sink: RecordSink,
    number: typeof fileU16,
  ): string | undefined {
    if (end - at < 20) return 'A packet block is too short.';
    const little = this.#little;
    const data = at + 20;
    const index = number(bytes, at, little);
    const captured = fileU32(bytes, at + 12, little);
    const original = fileU32(bytes, at + 16, little);
    const described = this.#interfaces[this.#sectionBase + index];
    if (!described) {
      const known = this.#interfaces.length - this.#sectionBase;
      return `A packet names interface ${index}, but this section has described ${known}.`;
    }
    const room = end - data;
    if (captured > room || captured > maxPacket(described.linkType)) {
      return `A packet claims ${captured} captured bytes; its block has room for ${room}.`;
    }
    splitTime(fileU32(bytes, at + 4, little), fileU32(bytes, at + 8, little), described);
    sink.packet(data, captured, original, split.seconds, split.nanos, described.id);
    const options = data + ((captured + 3) & ~3);
    if (options + 4 <= end) {
      eachOption(bytes, options, end, little, (code, offset, length) => {
        if (code === OPTION.comment) sink.packetComment(text(bytes.subarray(offset, offset + length)));
      });
    }
    return undefined;
  }

  #simplePacket(bytes: Uint8Array, at: number, end: number, sink: RecordSink): string | undefined {
    if (end - at < 4) return 'A packet block is too short.';
    const described = this.#interfaces[this.#sectionBase];
    if (!described) return 'A simple packet comes before any interface.';
    const original = fileU32(bytes, at, this.#little);
    const snap = described.snapLength;
    const captured = snap > 0 && snap < original ? snap : original;
    if (captured > end - at - 4) return `A simple packet claims ${captured} bytes, more than its block has.`;
    sink.packet(at + 4, captured, original, 0, 0, described.id);
    return undefined;
  }

  #names(bytes: Uint8Array, from: number, end: number, sink: RecordSink): void {
    if (!sink.name) return;
    let at = from;
    while (at + 4 <= end) {
      const type = fileU16(bytes, at, this.#little);
      const length = fileU16(bytes, at + 2, this.#little);
      if (type === 0 || at + 4 + length > end) return;
      const size = type === 1 ? 4 : type === 2 ? 16 : 0;
      if (size > 0 && length > size) {
        const names = text(bytes.subarray(at + 4 + size, at + 4 + length)).split('\0');
        sink.name({
          address: bytes.slice(at + 4, at + 4 + size),
          names: names.filter((name) => name !== ''),
        });
      }
      at += 4 + ((length + 3) & ~3);
    }
  }

  #statistics(bytes: Uint8Array, at: number, end: number): void {
    if (end - at < 12) return;
    const little = this.#little;
    const described = this.#interfaces[this.#sectionBase + fileU32(bytes, at, little)];
    if (!described) return;
    eachOption(bytes, at + 12, end, little, (code, offset, length) => {
      if (length < 8 || (code !== OPTION.received && code !== OPTION.dropped)) return;
      const [high, low] = little ? [offset + 4, offset] : [offset, offset + 4];
      const count = fileU32(bytes, high, little) * 4294967296 + fileU32(bytes, low, little);
      if (code === OPTION.received) described.received = count;
      else described.dropped = count;
    });
  }
}
