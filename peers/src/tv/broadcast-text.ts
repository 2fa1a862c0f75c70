/** What a station sends: the lines of a file, or of a generated verse, each short enough for one datagram. */
import { open } from 'node:fs/promises';
import { countBytes } from '../common/escape.ts';
import { PeerOptionError } from '../common/peer-error.ts';
import { verse } from '../common/verse.ts';

/** Maximum length of a text file in bytes; it is kept in memory. */
const MAX_FILE = 4 * 1024 * 1024;

/**
 * Maximum number of bytes of text in a datagram. With the id (6), the header of UDP (8) and that of IP (20) it fits into one
 * Ethernet frame of 1,500 bytes. A longer one would be cut into IP fragments, and all of it is lost if one of them is (RFC
 * 8085 section 3.2).
 */
export const MAX_LINE = 1500 - 20 - 8 - 6;

/**
 * The lines as bytes, without trailing spaces.
 *
 * @throws {PeerOptionError} `PEER_FILE` when the file cannot be read.
 */
export async function readBroadcastText(
  peer: string,
  path: string,
  seed: string,
  length: number,
): Promise<Buffer[]> {
  const whole = path === '' ? verse(seed, length, 'ascii') : await readText(peer, path);
  // As bytes and not as text: the station keeps the encoding of the file, whatever it is. A newline at the end of the
  // file ends the last line, and does not begin another one.
  const lines = whole
    .toString('latin1')
    .replace(/\r?\n$/, '')
    .split(/\r?\n/);
  return lines.flatMap((line) => pieces(Buffer.from(line.trimEnd(), 'latin1')));
}

/** A line in as many pieces as it needs; an empty line is one piece without bytes. */
function pieces(line: Buffer): Buffer[] {
  const count = Math.max(1, Math.ceil(line.length / MAX_LINE));
  return Array.from({ length: count }, (_, index) => line.subarray(index * MAX_LINE, (index + 1) * MAX_LINE));
}

async function readText(peer: string, path: string): Promise<Buffer> {
  try {
    const file = await open(path);
    try {
      const stat = await file.stat();
      // A device or a pipe has no size and perhaps no end.
      if (!stat.isFile() || stat.size > MAX_FILE)
        throw new Error(`not an ordinary file of at most ${countBytes(MAX_FILE)}`);
      return await file.readFile();
    } finally {
      await file.close();
    }
  } catch (error) {
    throw fileError(peer, path, error as Error);
  }
}

/** The error for a file that cannot be used. */
export function fileError(peer: string, path: string, error: Error): PeerOptionError {
  return new PeerOptionError({
    code: 'PEER_FILE',
    message: `${peer}: the file ${path} cannot be used.`,
    observed: error.message,
    expected: `an ordinary file of at most ${countBytes(MAX_FILE)} to read, or a new one to write`,
    hint: 'Check the path and its permissions with "ls -l".',
  });
}
