/** Reads a zipped run. Archives are made by others: sizes and numbers of files are limited. */
import { TRACE_FILES } from '@wireside/trace';
import { unzip } from 'fflate';
import { OpenError } from './source.ts';

/** Bytes of all files of a run together. */
const MAX_BYTES = 1024 * 1024 * 1024;
/** Files in an archive. */
const MAX_FILES = 10_000;

/** Whether bytes begin as a zip archive does (APPNOTE.TXT, 4.3.7). */
export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4;
}

/**
 * The files of the run in an archive: of the folder that holds run.json, wherever that is.
 * @throws {OpenError} when there is no run, or it is too large
 */
export function unzipRun(bytes: Uint8Array): Promise<Map<string, Uint8Array>> {
  return new Promise((resolve, reject) => {
    let size = 0;
    let count = 0;
    let tooLarge = false;
    const filter = ({ name, originalSize }: { name: string; originalSize: number }): boolean => {
      if (++count > MAX_FILES) tooLarge = true;
      if (tooLarge || !TRACE_FILES.includes(baseName(name))) return false;
      size += originalSize;
      tooLarge ||= size > MAX_BYTES;
      return !tooLarge;
    };
    unzip(bytes, { filter }, (error, files) => {
      if (error !== null)
        return reject(
          new OpenError(`The archive is damaged: ${error.message}.`, 'Zip the folder of the run again.'),
        );
      if (tooLarge)
        return reject(
          new OpenError(
            'The archive is too large: a run may have at most 1 GiB in 10,000 files.',
            'Zip the folder of one run alone.',
          ),
        );
      const found = filesOfRun(files);
      if (found === undefined)
        return reject(
          new OpenError('There is no run.json in this archive.', 'Zip the folder of a run as a whole.'),
        );
      resolve(found);
    });
  });
}

function filesOfRun(files: Readonly<Record<string, Uint8Array>>): Map<string, Uint8Array> | undefined {
  const description = Object.keys(files)
    .filter((name) => baseName(name) === 'run.json')
    .toSorted((a, b) => a.length - b.length)[0];
  if (description === undefined) return undefined;
  const folder = description.slice(0, -'run.json'.length);
  return new Map(
    TRACE_FILES.flatMap((name) => {
      const bytes = files[`${folder}${name}`];
      return bytes === undefined ? [] : [[name, bytes] as const];
    }),
  );
}

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
