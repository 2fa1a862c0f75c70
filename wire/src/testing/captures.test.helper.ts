/**
 * The shared captures and Wireshark's output for them, for tests: next to the repository, or in the folder
 * WIRESIDE_CAPTURES.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const FOLDER = process.env.WIRESIDE_CAPTURES ?? join(import.meta.dirname, '../../../../shared/captures');

/** Whether the captures are available. */
export const hasCaptures = existsSync(join(FOLDER, 'index.tsv'));

/** Names of all captures, such as `zeek/x.pcap`. */
export function captureNames(): string[] {
  return ['chrissanders', 'gopacket', 'tcpdump', 'zeek'].flatMap((folder) =>
    readdirSync(join(FOLDER, folder)).map((file) => `${folder}/${file}`),
  );
}

/** Bytes of a capture, unpacked. */
export function captureBytes(name: string): Uint8Array {
  const bytes = readFileSync(join(FOLDER, name));
  return new Uint8Array(bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes);
}

/** The path of a capture, for programs that read it themselves. */
export function capturePath(name: string): string {
  return join(FOLDER, name);
}

/** A text file of the folder. */
export function captureText(name: string): string {
  return readFileSync(join(FOLDER, name), 'utf8');
}

/** tshark 4.0.17's lines by capture: one a frame, tab-separated. */
export function oracle(): Map<string, string[]> {
  const tar = gunzipSync(readFileSync(join(FOLDER, 'oracle-4.0.17.tar.gz')));
  const files = new Map<string, string[]>();
  let longName = '';
  for (let at = 0; at + 512 <= tar.length;) {
    const field = (from: number, length: number): string =>
      tar.toString('utf8', at + from, at + from + length).replace(/\0.*$/s, '');
    const size = parseInt(field(124, 12).trim() || '0', 8);
    const type = field(156, 1);
    const content = tar.toString('utf8', at + 512, at + 512 + size);
    const prefix = field(345, 155);
    const name = longName || (prefix ? `${prefix}/${field(0, 100)}` : field(0, 100));
    longName = '';
    if (type === 'L') longName = content.replace(/\0.*$/s, '');
    else if (type === 'x') longName = /\d+ path=(.*)\n/.exec(content)?.[1] ?? '';
    else if (name.endsWith('.tsv')) {
      const key = name.replace(/^.*?oracle-4\.0\.17\//, '').replace(/\.tsv$/, '');
      files.set(
        key,
        content.split('\n').filter((line) => line !== ''),
      );
    }
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}
