/** What tshark on this machine says of a capture, field by field with byte ranges, held against our trees. */
import { spawnSync } from 'node:child_process';
import { openCapture } from '../capture/capture.ts';
import type { Capture } from '../capture/capture.ts';
import { ip4Text, ip6TextAt } from '../capture/addresses.ts';
import type { Field, Item, Value } from '../protocols/field.ts';
import { captureBytes, capturePath } from './captures.test.help.ts';

const OPTIONS = { encoding: 'utf8', maxBuffer: 512 * 1024 * 1024 } as const;

/** Whether the tshark that the tests were written against is installed. */
export const hasTshark = /\b4\.0\.\d+/.test(spawnSync('tshark', ['--version'], OPTIONS).stdout ?? '');

interface Shown {
  name: string;
  size: number;
  pos: number;
  show: string;
}

/** Fields by frame, as tshark's two passes find them. */
function pdml(file: string): Shown[][] {
  const { stdout } = spawnSync('tshark', ['-2', '-n', '-r', file, '-T', 'pdml'], {
    ...OPTIONS,
    env: { ...process.env, TZ: 'UTC', LC_ALL: 'C', WIRESHARK_CONFIG_DIR: '/nonexistent' },
  });
  const field =
    /<field name="([^"]+)"(?: showname="[^"]*")?(?: hide="yes")? size="(\d+)" pos="(\d+)"(?: show="([^"]*)")?/g;
  return stdout
    .split('<packet>')
    .slice(1)
    .map((packet) =>
      Array.from(packet.matchAll(field), ([, name, size, pos, show]) => ({
        name: name!,
        size: Number(size),
        pos: Number(pos),
        show: unescaped(show ?? ''),
      })),
    );
}

/**
 * Differences between tshark's fields and ours, one line each: of the fields that both could show and whose names begin
 * with one of the prefixes, those which only one side shows at a place or with a value.
 */
export function differences(name: string, prefixes: readonly string[]): string[] {
  const capture = openCapture(captureBytes(name));
  const found: string[] = [];
  const frames = pdml(capturePath(name));
  for (const [row, theirs] of frames.entries()) {
    if (row >= capture.count) break;
    const isMeant = (field: string): boolean =>
      prefixes.some((prefix) => field.startsWith(prefix)) && known(capture, field) !== undefined;
    const left = new Map<string, number>();
    for (const one of theirs) {
      if (!isMeant(one.name)) continue;
      const key = keyOf(one.name, one.pos, one.size, canonical(known(capture, one.name)!, one.show));
      left.set(key, (left.get(key) ?? 0) + 1);
    }
    const visit = (item: Item): void => {
      const { field, offset, length, value } = item;
      if (isMeant(field.name) && field.type !== 'proto') {
        const key = keyOf(field.name, offset, length, canonical(field, value));
        const count = left.get(key) ?? 0;
        if (count === 0) found.push(`${name}:${row + 1} ours   ${key}`);
        else if (count === 1) left.delete(key);
        else left.set(key, count - 1);
      }
      item.children.forEach(visit);
    };
    capture.dissect(row).layers.forEach(visit);
    for (const key of left.keys()) found.push(`${name}:${row + 1} tshark ${key}`);
  }
  return found;
}

function known(capture: Capture, name: string): Field | undefined {
  const field = capture.registry.field(name);
  if (field) return field;
  for (const { fields } of capture.registry.streamProtocols) {
    const own = fields.find((one) => one.name === name);
    if (own) return own;
  }
  return undefined;
}

function keyOf(name: string, pos: number, size: number, value: string): string {
  return `${name}${size > 0 ? `@${pos}+${size}` : ''}=${value}`;
}

/** A value of ours, or tshark's text of one, in one spelling. */
function canonical(field: Field, value: Value): string {
  if (value === undefined) return '';
  const isTheirs = typeof value === 'string' && field.type !== 'str';
  switch (field.type) {
    case 'label':
      return '';
    case 'bool':
      return isTheirs ? (value === '1' || value === 'True' ? '1' : '0') : value ? '1' : '0';
    case 'ip4':
      return isTheirs ? value : ip4Text(value as number);
    case 'ip6':
      return isTheirs ? value : ip6TextAt(value as Uint8Array, 0);
    case 'bytes':
    case 'mac':
      return isTheirs
        ? value
        : Array.from(value as Uint8Array, (byte) => byte.toString(16).padStart(2, '0')).join(':');
    case 'dur':
      return Number(value).toFixed(6);
    case 'f64':
      return Number(value).toFixed(3);
    case 'str':
      return String(value);
    default:
      return isTheirs ? String(Number(value)) : String(value);
  }
}

function unescaped(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#x27;', "'")
    .replaceAll('&amp;', '&');
}
