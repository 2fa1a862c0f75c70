/** Reads classic pcap from a pipe, such as `tcpdump -U -w -`, in chunks of any size. */
import { concat } from '../basics/bytes.ts';
import { isPcap, pcapFormat, readRecordHeader, record, tooLong } from './pcap.ts';
import type { PcapFormat } from './pcap.ts';
import { maxPacket } from './records.ts';
import type { Problem } from './records.ts';

/** One packet from the pipe. */
export interface PcapRecord {
  /** Time since the epoch: whole seconds and nanoseconds. */
  readonly seconds: number;
  readonly nanos: number;
  /** Bytes on the wire. */
  readonly originalLength: number;
  /** The captured bytes, a copy of its own. */
  readonly data: Uint8Array;
}

/** Takes chunks and returns the records that they complete. */
export class PcapStreamParser {
  /**
   * Set when the stream is not pcap or is damaged; nothing comes out from then on. The offset counts from the stream's
   * first byte.
   */
  problem: Problem | undefined;

  #format: PcapFormat | undefined;
  #chunks: Uint8Array[] = [];
  #length = 0;
  /** Bytes needed for the next step, so that a long record is not copied for each of its chunks. */
  #needed = 24;
  #consumed = 0;
  #records = 0;

  /** LINKTYPE_ value, once the stream's header has been seen. */
  get linkType(): number | undefined {
    return this.#format?.linkType;
  }

  /** Most bytes captured of a packet, once the stream's header has been seen. */
  get snapLength(): number | undefined {
    return this.#format?.snapLength;
  }

  /** Takes the next bytes and returns the records that are now complete, in order. */
  push(chunk: Uint8Array): PcapRecord[] {
    const found: PcapRecord[] = [];
    if (this.problem) return found;
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    if (this.#length < this.#needed) return found;
    const bytes = concat(this.#chunks);
    const used = this.#read(bytes, found);
    this.#consumed += used;
    this.#chunks = used < bytes.length ? [bytes.subarray(used)] : [];
    this.#length = bytes.length - used;
    return found;
  }

  /** Ends the stream; a record cut short becomes a problem. */
  end(): Problem | undefined {
    if (!this.problem && this.#length > 0) {
      const message = `The stream ends inside a record; ${this.#length} bytes are left over.`;
      this.problem = { offset: this.#consumed, message };
    }
    return this.problem;
  }

  /** Reads from the start of `bytes` and returns how many bytes were used. */
  #read(bytes: Uint8Array, found: PcapRecord[]): number {
    let at = 0;
    if (!this.#format) {
      if (!isPcap(bytes)) {
        this.problem = { offset: 0, message: 'The stream does not begin with a pcap header.' };
        return 0;
      }
      const announced = pcapFormat(bytes);
      if (!announced || bytes.length < announced.headerLength) {
        this.#needed = 28;
        return 0;
      }
      this.#format = announced;
      at = announced.headerLength;
    }
    const format = this.#format;
    const most = maxPacket(format.linkType);
    this.#needed = format.recordHeaderLength;
    while (at + format.recordHeaderLength <= bytes.length) {
      readRecordHeader(bytes, at, format);
      const { captured, original, seconds, nanos } = record;
      if (captured > most) {
        this.problem = { offset: this.#consumed + at, message: tooLong(this.#records + 1, captured, most) };
        break;
      }
      const from = at + format.recordHeaderLength;
      if (from + captured > bytes.length) {
        this.#needed = format.recordHeaderLength + captured;
        break;
      }
      found.push({ seconds, nanos, originalLength: original, data: bytes.slice(from, from + captured) });
      this.#records++;
      at = from + captured;
    }
    return at;
  }
}
