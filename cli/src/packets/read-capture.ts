/** Reads captures for the commands: whole or while they grow, from a file or standard input, compressed or not. */
import { escape } from '@wireside/trace';
import { createReadStream, readFileSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { GrowingBytes, emptyCapture, isGzip, openCapture, openCaptureFile } from '@wireside/wire';
import type { Capture } from '@wireside/wire';
import { labRegistry } from '@wireside/wire/lab';
import { UsageError } from '../usage-error.ts';

/** Milliseconds between two attempts to read more of a file that grows. */
const POLL_INTERVAL = 100;

/**
 * A whole capture, compressed with gzip or not; `-` is standard input.
 * @throws {UsageError} when it cannot be read as a capture
 */
export async function readCapture(file: string): Promise<Capture> {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file === '-' ? 0 : file);
  } catch (error) {
    throw unreadable(file, error);
  }
  const options = { registry: labRegistry };
  const capture = isGzip(bytes) ? await openCaptureFile(bytes, options) : openCapture(bytes, options);
  if (capture.count === 0 && capture.problem) {
    throw new UsageError(
      `${escape(file)} cannot be read as a capture (byte ${capture.problem.offset}): ${capture.problem.message}`,
      'Give a file in the format pcap or pcapng, compressed with gzip or not.',
    );
  }
  return capture;
}

/** Warns on standard error where a capture is damaged; what comes before is intact. */
export function warnOfDamage(capture: Capture): void {
  if (!capture.problem) return;
  const { offset, message } = capture.problem;
  process.stderr.write(
    `The file is damaged at byte ${offset}: ${message} The packets before that are intact.\n`,
  );
}

/**
 * Reads a capture while it grows, and calls `onPackets` after each chunk. Standard input (`-`) is read to its end, a file
 * until `signal` aborts.
 * @throws {UsageError} when the file does not exist or may not be read
 */
export async function readLive(
  file: string,
  onPackets: (capture: Capture) => Promise<void>,
  signal: AbortSignal,
): Promise<Capture> {
  const capture = emptyCapture({ registry: labRegistry });
  const growing = new GrowingBytes();
  const take = async (chunk: Uint8Array): Promise<void> => {
    growing.add(chunk);
    capture.read(growing.view, false);
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
        await sleep(POLL_INTERVAL, undefined, { signal }).catch(() => {});
      }
    }
  } catch (error) {
    throw unreadable(file, error);
  }
  // A file that is still being written when the user stops is not damaged.
  capture.read(growing.view, !signal.aborted);
  await onPackets(capture);
  return capture;
}

function unreadable(file: string, error: unknown): Error {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  const reason: Record<string, [message: string, hint: string]> = {
    ENOENT: [`There is no file ${escape(file)}.`, 'Give the path of a capture, or - for standard input.'],
    EISDIR: [
      `${escape(file)} is a folder.`,
      'Give a file. The packets of a run are in its file wire.pcapng.',
    ],
    EACCES: [
      `You are not permitted to read ${escape(file)}.`,
      `Check its owner and mode: ls -l ${escape(file)}`,
    ],
    ERR_FS_FILE_TOO_LARGE: [
      `${escape(file)} is too large to be read at once.`,
      'Split it with editcap -c 1000000, or read it with --live.',
    ],
  };
  const known = reason[code];
  if (!known) return error instanceof Error ? error : new Error(String(error));
  return new UsageError(known[0], known[1]);
}
