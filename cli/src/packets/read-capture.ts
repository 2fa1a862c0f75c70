/** Capture files for the commands: read whole or while they grow, from a file or from standard input, packed or not. */
import { createReadStream, readFileSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { Capture, openCapture } from '@wireside/wire';
import { UsageError } from '../usage-error.ts';

/** A packed capture may not unpack to more than this; a few kilobytes can claim to hold terabytes. */
const MOST_UNPACKED = 4_000_000_000;
/** Milliseconds between two looks at a file that grows. */
const LOOK_AGAIN = 100;

const GZIP = [0x1f, 0x8b];

/** A whole capture; `-` is standard input. Throws a UsageError where there is none. */
export function readCapture(file: string): Capture {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file === '-' ? 0 : file);
  } catch (error) {
    throw unreadable(file, error);
  }
  if (GZIP.every((byte, i) => bytes[i] === byte)) {
    try {
      bytes = gunzipSync(bytes, { maxOutputLength: MOST_UNPACKED });
    } catch (error) {
      throw new UsageError(
        `${file} is packed with gzip, but cannot be unpacked: ${(error as Error).message}.`,
        'Unpack it with gunzip and see what is left of it.',
      );
    }
  }
  const capture = openCapture(bytes);
  if (capture.count === 0 && capture.problem) {
    throw new UsageError(
      `${file} cannot be read as a capture (byte ${capture.problem.offset}): ${capture.problem.message}`,
      'Captures in the formats pcap and pcapng are read, packed with gzip or not.',
    );
  }
  return capture;
}

/** Tells on standard error where a capture is damaged; what comes before is sound. */
export function warnOfDamage(capture: Capture): void {
  if (!capture.problem) return;
  const { offset, message } = capture.problem;
  process.stderr.write(
    `The file is damaged at byte ${offset}: ${message} The packets before that are sound.\n`,
  );
}

/**
 * Reads a capture while it grows and says after each piece that there may be new packets. `-` ends with standard input; a
 * file is read until `signal` aborts.
 */
export async function readLive(
  file: string,
  onPackets: (capture: Capture) => Promise<void>,
  signal: AbortSignal,
): Promise<Capture> {
  const capture = new Capture();
  const growing = new Growing();
  const take = async (chunk: Uint8Array): Promise<void> => {
    growing.add(chunk);
    capture.read(growing.bytes, false);
    await onPackets(capture);
  };
  try {
    if (file === '-') {
      for await (const chunk of process.stdin) {
        await take(chunk as Uint8Array);
        if (capture.problem || signal.aborted) break;
      }
    } else {
      statSync(file);
      while (!signal.aborted && !capture.problem) {
        for await (const chunk of createReadStream(file, { start: growing.length })) {
          await take(chunk as Uint8Array);
          if (signal.aborted) break;
        }
        await sleep(LOOK_AGAIN, undefined, { signal }).catch(() => {});
      }
    }
  } catch (error) {
    throw unreadable(file, error);
  }
  // Stopped by the user, a file ends where it ends; that is no damage.
  capture.read(growing.bytes, !signal.aborted);
  await onPackets(capture);
  return capture;
}

/** Bytes that grow at their end without being copied each time. */
class Growing {
  length = 0;
  #room = new Uint8Array(65_536);

  get bytes(): Uint8Array {
    return this.#room.subarray(0, this.length);
  }

  add(chunk: Uint8Array): void {
    if (this.length + chunk.length > this.#room.length) {
      const room = new Uint8Array(Math.max(this.length + chunk.length, this.#room.length * 2));
      room.set(this.bytes);
      this.#room = room;
    }
    this.#room.set(chunk, this.length);
    this.length += chunk.length;
  }
}

function unreadable(file: string, error: unknown): Error {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  const reason: Record<string, [message: string, hint: string]> = {
    ENOENT: [`There is no file ${file}.`, 'Give the path of a capture, or - for standard input.'],
    EISDIR: [`${file} is a folder.`, 'A run keeps its packets in wire.pcapng; give that file.'],
    EACCES: [`${file} may not be read.`, `Look at its owner and mode: ls -l ${file}`],
    ERR_FS_FILE_TOO_LARGE: [
      `${file} is too big to be read at once.`,
      'Cut it with editcap -c 1000000, or read it with --live.',
    ],
  };
  const known = reason[code];
  if (!known) return error instanceof Error ? error : new Error(String(error));
  return new UsageError(known[0], known[1]);
}
