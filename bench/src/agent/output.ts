/** Records what the program writes to its standard streams: a large part from the beginning, and the end. */
import type { OutputRecord, OutputStream } from '@wireside/trace';
import { realtime } from './clock.ts';
import type { Unnumbered } from './lanes.ts';

/** Maximum number of bytes kept of one stream from its beginning: twice the largest flood of a part. */
const MAX_HEAD = 4 * 1024 * 1024;
/** Bytes that are kept from its end when there are more. */
const MAX_TAIL = 64 * 1024;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** How many bytes at the end of `bytes` are the beginning of an incomplete UTF-8 sequence (RFC 3629, section 3). */
function incompleteTail(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!;
    if (byte < 0x80) return 0;
    if (byte < 0xc0) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return length > back ? back : 0;
  }
  return 0;
}

/** Records one stream. */
export class OutputRecorder {
  /** Bytes so far, with those that are not kept. */
  total = 0;
  readonly #actor: string;
  readonly #stream: OutputStream;
  readonly #emit: (record: Unnumbered<OutputRecord>) => void;
  #held: Uint8Array = new Uint8Array(0);
  #heldOffset = 0;
  #tail: Buffer = Buffer.alloc(0);

  /** @param emit called with each record, in order */
  constructor(actor: string, stream: OutputStream, emit: (record: Unnumbered<OutputRecord>) => void) {
    this.#actor = actor;
    this.#stream = stream;
    this.#emit = emit;
  }

  /** Takes the next bytes of the stream. */
  write(chunk: Buffer): void {
    const headroom = MAX_HEAD - this.total;
    this.total += chunk.length;
    if (headroom > 0) {
      const head = Buffer.concat([this.#held, chunk.subarray(0, headroom)]);
      const keep = head.length - incompleteTail(head);
      this.#record(head.subarray(0, keep), this.#heldOffset);
      this.#held = head.subarray(keep);
      this.#heldOffset += keep;
    }
    if (chunk.length > headroom) {
      const rest = headroom > 0 ? chunk.subarray(headroom) : chunk;
      this.#tail = Buffer.concat([this.#tail, rest.subarray(-MAX_TAIL)]).subarray(-MAX_TAIL);
    }
  }

  /** Ends the stream: emits what is held back, how much was dropped, and the tail. */
  end(): void {
    this.#record(this.#held, this.#heldOffset);
    const dropped = this.total - MAX_HEAD - this.#tail.length;
    if (dropped > 0) {
      const about = { at: realtime(), actor: this.#actor, stream: this.#stream };
      this.#emit({ ...about, offset: MAX_HEAD, length: dropped, dropped: true });
    }
    this.#record(this.#tail, this.total - this.#tail.length);
  }

  #record(bytes: Uint8Array, offset: number): void {
    if (bytes.length === 0) return;
    const record = { at: realtime(), actor: this.#actor, stream: this.#stream, offset, length: bytes.length };
    try {
      this.#emit({ ...record, text: utf8.decode(bytes) });
    } catch {
      this.#emit({ ...record, base64: Buffer.from(bytes).toString('base64') });
    }
  }
}
