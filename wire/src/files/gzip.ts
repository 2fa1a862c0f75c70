/**
 * Unpacks gzip (RFC 1952) with the platform's own DecompressionStream, which browsers and Node 18 and later have. Node
 * reads several members in a row; browsers report that the file is damaged after the first.
 */
import type { Problem } from './records.ts';

/** Whether bytes begin a gzip member. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes.length >= 2 && bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * Deflate cannot compress more than about 1032 to 1; a capture that unpacks to more than this many times its size is
 * refused.
 */
const MAX_RATIO = 200;
/** This many bytes are unpacked whatever the ratio. */
const FREE_BYTES = 64 * 1024 * 1024;

/**
 * Unpacks gzip as it arrives. Calls `failed` and ends where the file is damaged, cut short, or unpacks to more than
 * `MAX_RATIO` times its size.
 */
export async function* gunzipStream(
  packed: AsyncIterable<Uint8Array>,
  failed: (problem: Problem) => void,
): AsyncGenerator<Uint8Array> {
  const { readable, writable } = new DecompressionStream('gzip');
  const reader = readable.getReader() as ReadableStreamDefaultReader<Uint8Array>;
  const state = { taken: 0, isStopped: false };
  const feeding = feed(packed, writable.getWriter(), state);
  let made = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      made += value.length;
      if (made > FREE_BYTES && made > state.taken * MAX_RATIO) {
        const message = `The gzip file unpacks to more than ${MAX_RATIO} times its size; reading stops here.`;
        failed({ offset: state.taken, message });
        return;
      }
      yield value;
    }
    await feeding;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    failed({ offset: state.taken, message: `The gzip file is damaged or cut short near here (${why}).` });
  } finally {
    state.isStopped = true;
    await reader.cancel().catch(() => undefined);
    await feeding.catch(() => undefined);
  }
}

/** Bytes given to the decompressor at a time, so that a decompression bomb is noticed before all of it is unpacked. */
const PIECE = 64 * 1024;

async function feed(
  packed: AsyncIterable<Uint8Array>,
  writer: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>,
  state: { taken: number; isStopped: boolean },
): Promise<void> {
  try {
    for await (const chunk of packed) {
      for (let at = 0; at < chunk.length; at += PIECE) {
        if (state.isStopped) return;
        const piece = chunk.slice(at, at + PIECE);
        await writer.write(piece);
        state.taken += piece.length;
      }
    }
    await writer.close();
  } catch (error) {
    await writer.abort(error).catch(() => undefined);
    throw error;
  }
}
