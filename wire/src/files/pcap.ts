/** Reads pcap files: both byte orders, micro- and nanoseconds, and the modified variants found in the wild. */
import { fileU16, fileU32 } from '../basics/bytes.ts';
import { maxPacket } from './records.ts';
import type { CaptureReader, Problem, RecordSink } from './records.ts';

/** The layout that a file's first 24 bytes describe. */
export interface PcapFormat {
  readonly little: boolean;
  /** Nanoseconds that one unit of the record's second time field stands for. */
  readonly unit: 1 | 1000;
  /** Bytes before the first record. */
  readonly headerLength: number;
  /** Bytes before each packet: 16, or 24 where Kuznetzov's patched libpcap wrote the file. */
  readonly recordHeaderLength: number;
  /** Some old writers swapped the two lengths: always, never, or where the captured one is the longer. */
  readonly swappedLengths: 'always' | 'never' | 'maybe';
  readonly linkType: number;
  readonly snapLength: number;
  readonly fcsLength: number;
}

interface Variant {
  unit: 1 | 1000;
  header: number;
  record: number;
}

const VARIANTS = new Map<number, Variant>([
  [0xa1b2c3d4, { unit: 1000, header: 24, record: 16 }],
  [0xa1b23c4d, { unit: 1, header: 24, record: 16 }],
  [0xa1b2cd34, { unit: 1000, header: 24, record: 24 }],
  // Ixia's hardware and software capture: the size of all packets follows the header.
  [0x1c0001ac, { unit: 1, header: 28, record: 16 }],
  [0x1c0001ab, { unit: 1, header: 28, record: 16 }],
]);

/** Recognizes a pcap header (https://www.ietf.org/archive/id/draft-ietf-opsawg-pcap-04.html); undefined for any other file. */
export function pcapFormat(bytes: Uint8Array): PcapFormat | undefined {
  if (bytes.length < 24) return undefined;
  let little = false;
  let variant = VARIANTS.get(fileU32(bytes, 0, false));
  if (!variant) {
    little = true;
    variant = VARIANTS.get(fileU32(bytes, 0, true));
  }
  if (!variant) return undefined;
  const major = fileU16(bytes, 4, little);
  const minor = fileU16(bytes, 6, little);
  const link = fileU32(bytes, 20, little);
  // The upper bits of the link type may hold the length of the frame check sequence, in 16-bit words.
  const fcsLength = link & 0x04000000 ? (link >>> 28) * 2 : 0;
  return {
    little,
    unit: variant.unit,
    headerLength: variant.header,
    recordHeaderLength: variant.record,
    swappedLengths:
      major === 543 || (major === 2 && minor < 3) ? 'always' : major === 2 && minor === 3 ? 'maybe' : 'never',
    linkType: link & 0x03ffffff,
    snapLength: fileU32(bytes, 16, little),
    fcsLength,
  };
}

/** Whether the first four bytes are a pcap magic number. */
export function isPcap(bytes: Uint8Array): boolean {
  return (
    bytes.length >= 4 && (VARIANTS.has(fileU32(bytes, 0, false)) || VARIANTS.has(fileU32(bytes, 0, true)))
  );
}

/** What the last `readRecordHeader` found; reused, so that no object is made per packet. */
export const record = { captured: 0, original: 0, seconds: 0, nanos: 0 };

/** Reads the header of the record at `at` into `record`; the caller makes sure that all of it is there. */
export function readRecordHeader(bytes: Uint8Array, at: number, format: PcapFormat): void {
  const { little, swappedLengths } = format;
  const first = fileU32(bytes, at + 8, little);
  const second = fileU32(bytes, at + 12, little);
  const swap = swappedLengths === 'always' || (swappedLengths === 'maybe' && first > second);
  record.captured = swap ? second : first;
  record.original = swap ? first : second;
  const fraction = fileU32(bytes, at + 4, little) * format.unit;
  const carry = fraction >= 1e9 ? Math.floor(fraction / 1e9) : 0;
  record.seconds = fileU32(bytes, at, little) + carry;
  record.nanos = fraction - carry * 1e9;
}

/** The message about a record that claims more bytes than any packet has. */
export function tooLong(number: number, captured: number, most: number): string {
  return `Record ${number} claims ${captured} captured bytes, more than ${most}: the file is damaged here.`;
}

/** Reader of one pcap file; see `CaptureReader`. */
export class PcapReader implements CaptureReader {
  #format: PcapFormat | undefined;
  #at = 0;
  #packets = 0;

  /** @inheritdoc */
  read(bytes: Uint8Array, sink: RecordSink, final: boolean): Problem | undefined {
    if (!this.#format) {
      const format = pcapFormat(bytes);
      if (!format || bytes.length < format.headerLength) {
        return final ? { offset: 0, message: 'The file ends inside its pcap header.' } : undefined;
      }
      this.#format = format;
      this.#at = format.headerLength;
      sink.interface({
        id: 0,
        linkType: format.linkType,
        snapLength: format.snapLength,
        timeDigits: format.unit === 1 ? 9 : 6,
        fcsLength: format.fcsLength,
      });
    }
    const format = this.#format;
    const { recordHeaderLength } = format;
    const most = maxPacket(format.linkType);
    const end = bytes.length;
    let at = this.#at;
    while (at + recordHeaderLength <= end) {
      readRecordHeader(bytes, at, format);
      const { captured } = record;
      if (captured > most) {
        this.#at = at;
        return { offset: at, message: tooLong(this.#packets + 1, captured, most) };
      }
      const next = at + recordHeaderLength + captured;
      if (next > end) break;
      sink.packet(at + recordHeaderLength, captured, record.original, record.seconds, record.nanos, 0);
      this.#packets++;
      at = next;
    }
    this.#at = at;
    if (!final || at === end) return undefined;
    return { offset: at, message: `The file ends inside record ${this.#packets + 1}.` };
  }
}
