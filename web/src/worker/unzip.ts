/**
 * Reads a zipped run. Archives are made by others: what they declare is checked against what is there, and memory is used
 * only for bytes that have come out. Format: PKWARE's APPNOTE.TXT.
 */
import { TRACE_FILES } from '@wireside/trace';
import { OpenError } from './source.ts';

/** Bytes of all files of a run together. */
export const MAX_BYTES = 512 * 1024 * 1024;
/** A file may always have this many bytes … */
const FREE_BYTES = 32 * 1024 * 1024;
/** … and beyond, this many for each byte of the archive: logs are pressed 20 to 60 times, bombs 1000 times. */
const MAX_RATIO = 200;
/** Files in an archive. */
const MAX_FILES = 10_000;

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
/** The kind of file in Unix modes, and a symbolic link (stat.h). */
const [KIND, LINK] = [0o170000, 0o120000];

/** A file as the archive's directory describes it. */
interface Entry {
  readonly name: string;
  readonly method: number;
  readonly isEncrypted: boolean;
  readonly isLink: boolean;
  /** Bytes in the archive. */
  readonly pressed: number;
  /** Where its local header is. */
  readonly at: number;
}

/** Whether bytes begin as a zip archive does (APPNOTE.TXT, 4.3.7), be it an empty one. */
export function isZip(bytes: Uint8Array): boolean {
  if (bytes[0] !== 0x50 || bytes[1] !== 0x4b) return false;
  return (bytes[2] === 3 && bytes[3] === 4) || (bytes[2] === 5 && bytes[3] === 6);
}

/**
 * The files of the run in an archive: of the folder that holds run.json, wherever that is.
 * @returns the files by name, and what was left out, each as a sentence
 * @throws {OpenError} when there is no run, or several, or it is damaged or too large
 */
export async function unzipRun(
  archive: Blob,
): Promise<{ files: Map<string, Uint8Array>; problems: string[] }> {
  const entries = await readDirectory(archive);
  const folder = folderOf(entries);
  const files = new Map<string, Uint8Array>();
  const problems: string[] = [];
  let left = MAX_BYTES;
  for (const name of TRACE_FILES) {
    const [entry, other] = entries.filter((one) => one.name === folder + name);
    if (entry === undefined) continue;
    if (other !== undefined) throw damaged(`it has ${name} twice`);
    if (entry.isLink) {
      problems.push(`${name} is a link in the archive, and is not followed.`);
      continue;
    }
    const bytes = await readEntry(archive, entry, left);
    left -= bytes.length;
    files.set(name, bytes);
  }
  return { files, problems };
}

/** The folder of the one run in an archive, as its names begin; the run nearest to the top. */
function folderOf(entries: readonly Entry[]): string {
  const folders = entries
    .filter(({ name }) => name === 'run.json' || name.endsWith('/run.json'))
    .map(({ name }) => name.slice(0, -'run.json'.length))
    .toSorted((a, b) => depth(a) - depth(b));
  const [first, second] = folders;
  if (first === undefined) {
    throw new OpenError('There is no run.json in this archive.', 'Zip the folder of one run as a whole.');
  }
  if (second !== undefined && second !== first && depth(second) === depth(first)) {
    throw new OpenError(
      `There are ${new Set(folders).size} runs in this archive: ${folders.slice(0, 5).join(', ').slice(0, 200)}.`,
      'Zip the folder of one run alone.',
    );
  }
  return first;
}

const depth = (folder: string): number => folder.split('/').length;

/** The directory at the end of an archive. */
async function readDirectory(archive: Blob): Promise<Entry[]> {
  // Its last record, and a comment of at most 65,535 bytes (4.3.16).
  const from = Math.max(0, archive.size - 22 - 0xffff);
  const tail = await viewOf(archive, from, archive.size);
  let end = tail.byteLength - 22;
  while (end >= 0 && tail.getUint32(end, true) !== END) end--;
  if (end < 0) throw damaged('it has no end');
  const count = tail.getUint16(end + 10, true);
  const size = tail.getUint32(end + 12, true);
  const start = tail.getUint32(end + 16, true);
  if (count > MAX_FILES || count === 0xffff || size === 0xffffffff || start === 0xffffffff) throw tooLarge();
  if (start + size > from + end) throw damaged('its directory is not where it should be');
  const view = await viewOf(archive, start, start + size);
  const entries: Entry[] = [];
  for (let at = 0; entries.length < count;) {
    if (at + 46 > view.byteLength || view.getUint32(at, true) !== ENTRY)
      throw damaged('its directory is cut off');
    const [nameLength, extra, comment] = [28, 30, 32].map((field) => view.getUint16(at + field, true));
    if (at + 46 + nameLength! > view.byteLength) throw damaged('its directory is cut off');
    entries.push({
      // Some programs of Windows write backslashes.
      name: new TextDecoder()
        .decode(new Uint8Array(view.buffer, view.byteOffset + at + 46, nameLength))
        .replaceAll('\\', '/'),
      method: view.getUint16(at + 10, true),
      isEncrypted: (view.getUint16(at + 8, true) & 1) === 1,
      // Made on Unix (4.4.2), the upper half is its mode (4.4.15).
      isLink: ((view.getUint32(at + 38, true) >>> 16) & KIND) === LINK,
      pressed: view.getUint32(at + 20, true),
      at: view.getUint32(at + 42, true),
    });
    at += 46 + nameLength! + extra! + comment!;
  }
  return entries;
}

/** The bytes of a file. @param left that the run may still have */
async function readEntry(archive: Blob, entry: Entry, left: number): Promise<Uint8Array> {
  const { name, method, pressed } = entry;
  if (entry.isEncrypted)
    throw new OpenError('The archive is encrypted.', 'Zip the folder of the run without a password.');
  if (method !== 0 && method !== 8) throw damaged(`${name} is pressed by a method that is not known`);
  if (entry.at + 30 > archive.size) throw damaged(`${name} is cut off`);
  const header = await viewOf(archive, entry.at, entry.at + 30);
  if (header.getUint32(0, true) !== LOCAL) throw damaged(`${name} is not where it should be`);
  const start = entry.at + 30 + header.getUint16(26, true) + header.getUint16(28, true);
  if (start + pressed > archive.size) throw damaged(`${name} is cut off`);
  const most = Math.min(left, method === 0 ? pressed : FREE_BYTES + MAX_RATIO * pressed);
  if (method === 0 && pressed > left) throw tooLarge();
  const bytes = archive.slice(start, start + pressed);
  return method === 0 ? new Uint8Array(await bytes.arrayBuffer()) : inflate(name, bytes, most);
}

/** Decompresses as much as is read, and stops at the limit. */
async function inflate(name: string, bytes: Blob, most: number): Promise<Uint8Array> {
  const reader = bytes.stream().pipeThrough(new DecompressionStream('deflate-raw')).getReader();
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      size += value.length;
      if (size > most) throw tooLarge();
      pieces.push(value);
    }
  } catch (error) {
    await reader.cancel().catch(() => {}); // it has failed already
    if (error instanceof OpenError) throw error;
    throw damaged(`${name} cannot be decompressed`);
  }
  return new Uint8Array(await new Blob(pieces).arrayBuffer());
}

async function viewOf(archive: Blob, from: number, to: number): Promise<DataView> {
  return new DataView(await archive.slice(from, to).arrayBuffer());
}

function damaged(how: string): OpenError {
  return new OpenError(`The archive is damaged: ${how}.`, 'Zip the folder of the run again.');
}

function tooLarge(): OpenError {
  return new OpenError(
    'The archive is too large: a run may have 512 MiB in 10,000 files, and a file 200 times its size in the archive.',
    'Zip the folder of one run alone; or open the folder itself: wireside open FOLDER.',
  );
}
