/** Records what the program writes to its standard streams: all of it up to a bound, then its end; always drained. */
import type { OutputRecord } from '@wireside/trace';
import { realtime } from './clock.ts';

/** Bytes of one stream kept from its beginning; the largest flood of a part fits in twice. */
const HEAD = 4 * 1024 * 1024;
/** Bytes kept from its end when there were more. */
const TAIL = 64 * 1024;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** How many bytes at the end of `bytes` begin a UTF-8 sequence that is not complete yet (RFC 3629). */
function incompleteTail(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] as number;
    if (byte < 0x80) return 0;
    if (byte < 0xc0) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return length > back ? back : 0;
  }
  return 0;
}

/** Records one stream. */
export class OutputRecorder {
  /** Bytes seen in all. */
  total = 0;
  readonly #stream: 'stdout' | 'stderr';
  readonly #emit: (record: Omit<OutputRecord, 'n'>) => void;
  #held: Uint8Array = new Uint8Array(0);
  #heldOffset = 0;
  #tail: Buffer = Buffer.alloc(0);

  constructor(stream: 'stdout' | 'stderr', emit: (record: Omit<OutputRecord, 'n'>) => void) {
    this.#stream = stream;
    this.#emit = emit;
  }

  /** Takes the next bytes, in their order. */
  write(chunk: Buffer): void {
    const room = HEAD - this.total;
    this.total += chunk.length;
    if (room > 0) {
      const head = Buffer.concat([this.#held, chunk.subarray(0, room)]);
      const keep = head.length - incompleteTail(head);
      this.#record(head.subarray(0, keep), this.#heldOffset);
      this.#held = head.subarray(keep);
      this.#heldOffset += keep;
    }
    if (chunk.length > room) {
      const rest = room > 0 ? chunk.subarray(room) : chunk;
      this.#tail = Buffer.concat([this.#tail, rest.subarray(-TAIL)]).subarray(-TAIL);
    }
  }

  /** The stream is at its end. */
  end(): void {
    this.#record(this.#held, this.#heldOffset);
    const dropped = this.total - HEAD - this.#tail.length;
    if (dropped > 0) {
      this.#emit({ at: realtime(), stream: this.#stream, offset: HEAD, length: dropped, dropped: true });
    }
    this.#record(this.#tail, this.total - this.#tail.length);
  }

  #record(bytes: Uint8Array, offset: number): void {
    if (bytes.length === 0) return;
    const record = { at: realtime(), stream: this.#stream, offset, length: bytes.length };
    try {
      this.#emit({ ...record, text: utf8.decode(bytes) });
    } catch {
      this.#emit({ ...record, base64: Buffer.from(bytes).toString('base64') });
    }
  }
}
